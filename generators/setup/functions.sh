# fail MESSAGE: says what went wrong and stops.
fail() {
  echo "scripts/env.sh: $1" >&2
  exit 1
}

# start_file: makes the file from its template, or adds to it what the template has come to hold since.
start_file() {
  trap 'rm -f -- "$file.new"' EXIT
  if [ -e "$file" ]; then
    echo "$file: is there, what is set in it stays"
    each_missing add_line
  else
    cp "$template" "$file"
    echo "$file: made from $template"
  fi
}

# is_new: whether nobody has changed the file yet.
is_new() {
  cmp -s "$template" "$file"
}

# windows_value NAME VALUE: puts a value for Windows on the variable's line.
windows_value() {
  set_value "$1" "$2"
  echo "  $1: $2, since this is Windows"
}

# each_missing COMMAND: calls it for every variable of the template that the file lacks, with the name and the line.
each_missing() {
  while IFS= read -r line; do
    name=${line%%=*}
    case $name in
      '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    esac
    grep -q "^$name=" "$file" || "$1" "$name" "$line"
  done <"$template"
}

# add_line NAME LINE: adds the line of a variable to the file.
add_line() {
  complete_line
  printf '%s\n' "$2" >>"$file"
  echo "  $1: added from $template"
}

# report_line NAME LINE: says that the file is older than its template.
report_line() {
  report "missing: $1 in $file: $template has it, and scripts/env.sh $environment adds it"
}

# note_unknown: tells of variables in the file that no template has: misspelled, or not read any more.
note_unknown() {
  while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*}
    case $name in
      '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    esac
    if ! grep -q "^$name=" .env.*.template; then
      echo "  note: $name in $file is in no template: misspelled, or not read any more?"
    fi
  done <"$file"
}

# complete_line: ends the last line of the file, which an editor may have left without its end.
complete_line() {
  if [ -n "$(tail -c 1 "$file")" ]; then
    echo >>"$file"
  fi
}

# look_up NAME: puts into $value what the file holds for a variable, without quotes and a comment behind it. Of several
# lines the last one counts.
look_up() {
  value=$(grep "^$1=" "$file") || return 0
  value=${value##*"$newline"}
  value=${value#"$1="}
  case $value in
    \'*)
      value=${value#\'}
      value=${value%%\'*}
      ;;
    \"*)
      value=${value#\"}
      value=${value%%\"*}
      ;;
    *)
      value=${value%%[[:space:]]#*}
      value=${value%"${value##*[![:space:]]}"}
      ;;
  esac
}

# read_value NAME: prints what the file holds for a variable.
read_value() {
  look_up "$1"
  printf '%s\n' "$value"
}

# has_value NAME: whether a variable is set and not empty.
has_value() {
  look_up "$1"
  [ -n "$value" ]
}

# set_value NAME VALUE: puts a value on the variable's line, in a form that every reader of such files understands.
set_value() {
  case $2 in
    *"'"* | *'
'*) fail "$1: a value with ' or a line break in it cannot be kept in $file" ;;
    *[!A-Za-z0-9_./:@%+,=-]*) text="'$2'" ;;
    *) text=$2 ;;
  esac
  complete_line
  NAME=$1 TEXT=$text awk '
    index($0, ENVIRON["NAME"] "=") == 1 { print ENVIRON["NAME"] "=" ENVIRON["TEXT"]; found = 1; next }
    { print }
    END { if (!found) print ENVIRON["NAME"] "=" ENVIRON["TEXT"] }
  ' "$file" >"$file.new"
  mv "$file.new" "$file"
}

# fill_value NAME COMMAND...: gives a variable that is empty what the command prints.
fill_value() {
  name=$1
  shift
  if has_value "$name"; then
    return
  fi
  made=$("$@")
  [ -n "$made" ] || fail "$name: nothing came out of $*"
  set_value "$name" "$made"
  echo "  $name: made"
}

# compose_value NAME TEXT: gives a variable that is empty a text that secrets stand in.
compose_value() {
  current=$(read_value "$1")
  if [ -z "$current" ]; then
    set_value "$1" "$2"
    echo "  $1: composed"
  elif [ "$current" != "$2" ]; then
    echo "  $1: kept, though its parts have changed; empty it to have it composed again"
  fi
}

# on_windows: Git's shell and the like, where programs want paths of Windows.
on_windows() {
  case $(uname -s) in
    MINGW* | MSYS* | CYGWIN*) return 0 ;;
  esac
  return 1
}

# random_hex BYTES: what `openssl rand -hex` prints, without openssl.
random_hex() {
  od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'
}

# random_base64 BYTES: what `openssl rand -base64` prints, on one line and without openssl.
random_base64() {
  head -c "$1" /dev/urandom | base64 | tr -d '\n'
}

# random_word BYTES: random_base64 without the signs that mean something in a URL.
random_word() {
  random_base64 "$1" | tr '+/' '-_' | tr -d '='
}

# fits_url NAME VALUE: refuses a secret that would change a URL that it stands in.
fits_url() {
  case $2 in
    *[!A-Za-z0-9._~-]*) fail "$1 stands in a URL: only letters, digits and . _ ~ - may be in it" ;;
  esac
}

# fits_text NAME VALUE: refuses a secret that would change a connection that it stands in.
fits_text() {
  case $2 in
    *[\;\'\"\\]* | *[[:space:]]*) fail "$1 stands in a connection: no blank, quote, semicolon or backslash may be in it" ;;
  esac
}

# read_secret NAME: what the file under secrets/ holds.
read_secret() {
  if [ -f "secrets/$1" ]; then
    cat "secrets/$1"
  fi
}

# has_secret NAME: whether a file under secrets/ has content.
has_secret() {
  [ -s "secrets/$1" ]
}

# set_secret NAME VALUE: writes a file under secrets/, without a line end. The folder is closed to others; the file is
# open, because containers read it under users of their own.
set_secret() {
  if [ ! -d secrets ]; then
    mkdir secrets
  fi
  printf %s "$2" >"$file.new"
  chmod 644 "$file.new"
  mv "$file.new" "secrets/$1"
}

# fill_secret NAME COMMAND...: makes a file under secrets/ that has no content.
fill_secret() {
  name=$1
  shift
  if has_secret "$name"; then
    return
  fi
  made=$("$@")
  [ -n "$made" ] || fail "secrets/$name: nothing came out of $*"
  set_secret "$name" "$made"
  echo "  secrets/$name: made"
}

# compose_secret NAME TEXT: makes a file under secrets/ of a text that other secrets stand in.
compose_secret() {
  current=$(read_secret "$1")
  if [ -z "$current" ]; then
    set_secret "$1" "$2"
    echo "  secrets/$1: composed"
  elif [ "$current" != "$2" ]; then
    echo "  secrets/$1: kept, though its parts have changed; remove it to have it composed again"
  fi
}

# empty_secret NAME: makes the file of a secret that may be left out: docker compose wants one.
empty_secret() {
  if [ ! -f "secrets/$1" ]; then
    set_secret "$1" ''
    echo "  secrets/$1: empty, since it is optional"
  fi
}

# report PROBLEM: says what is wrong, and goes on to find all of it.
report() {
  echo "  $1" >&2
  problems=$((problems + 1))
}

# wrong EXPECTED: reports the value that is looked at, which is not shown if it is a secret.
wrong() {
  case " $secret_names " in
    *" $name "*) report "wrong: $place must be $1" ;;
    *) report "wrong: $place is '$value', and must be $1" ;;
  esac
}

# is_set NAME HELP: somebody has given a value.
is_set() {
  if wanted "$1" && ! see "$1"; then
    report "missing: $place ($2)"
  fi
}

# is_connection NAME FORM EXAMPLE SECRET...: a connection has been composed of the secrets, or has the form of one.
is_connection() {
  if see "$1"; then
    # shellcheck disable=SC2254 # the form is a pattern
    case $value in
      $2) ;;
      *) wrong "a connection such as $3" ;;
    esac
  elif wanted "$1"; then
    missing=$place
    shift 3
    for part in "$@"; do
      see "$part" || return 0 # which has been said
    done
    report "missing: $missing: scripts/env.sh $environment composes it"
  fi
}

# is_bool NAME: true or false.
is_bool() {
  see "$1" || return 0
  case $value in
    true | false) ;;
    *) wrong 'true or false' ;;
  esac
}

# is_one_of NAME WORD...: one of the words.
is_one_of() {
  see "$1" || return 0
  shift
  words=''
  for word in "$@"; do
    [ "$value" != "$word" ] || return 0
    words="$words${words:+, }$word"
  done
  wrong "one of $words"
}

# is_int NAME LEAST MOST: a whole number within limits, which may be empty.
is_int() {
  see "$1" || return 0
  case ${value#[+-]} in
    '' | *[!0-9]* | ???????????????????*) wrong 'a whole number' ;;
    *) in_range "$2" "$3" || wrong "a whole number$limits" ;;
  esac
}

# in_range LEAST MOST: whether a whole number is within limits. Puts into $limits what they are.
in_range() {
  limits="${1:+ from $1}${2:+ up to $2}"
  { [ -z "$1" ] || [ "$value" -ge "$1" ]; } && { [ -z "$2" ] || [ "$value" -le "$2" ]; }
}

# is_number NAME LEAST MOST: a number within limits, which may be empty.
is_number() {
  see "$1" || return 0
  limits="${2:+ from $2}${3:+ up to $3}"
  printf '%s\n' "$value" | grep -Eq '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$' &&
    awk -v value="$value" -v least="$2" -v most="$3" 'BEGIN {
      exit (least != "" && value + 0 < least + 0) || (most != "" && value + 0 > most + 0)
    }' || wrong "a number$limits"
}

# is_url NAME: an address with its scheme.
is_url() {
  see "$1" || return 0
  case $value in
    [A-Za-z]*:?*) ;;
    *) wrong 'a URL with its scheme, for example https://example.com' ;;
  esac
}

# is_like NAME EXPRESSION TEXT: fits a regular expression, which the text tells to people.
is_like() {
  see "$1" || return 0
  printf '%s\n' "$value" | grep -Eq -e "$2" || wrong "$3"
}

# is_long NAME LENGTH: has at least so many characters.
is_long() {
  see "$1" || return 0
  [ "${#value}" -ge "$2" ] || wrong "at least $2 characters long"
}

# is_folder NAME [START]: a folder that can be written to. It is made if it is missing and this is no mere check. A path
# that does not begin at the root begins at START.
is_folder() {
  see "$1" || return 0
  start_path "${2-}"
  if [ ! -e "$path" ] && [ "$check" = no ] && mkdir -p -- "$path" 2>/dev/null; then
    echo "  $1: made the folder $path"
  fi
  if [ ! -d "$path" ] || [ ! -w "$path" ]; then
    wrong 'a folder that can be written to'
  fi
}

# is_path NAME [START]: something that can be read, or a place in a folder that is there.
is_path() {
  see "$1" || return 0
  start_path "${2-}"
  if [ -e "$path" ]; then
    [ -r "$path" ] || wrong 'a path that can be read'
  elif [ ! -d "$(dirname -- "$path")" ]; then
    wrong 'a path in a folder that exists'
  fi
}

# start_path START: puts into $path the path that the value means.
start_path() {
  case $value in
    /* | \\* | [A-Za-z]:*) path=$value ;;
    *) path=${1:+$1/}$value ;;
  esac
}
