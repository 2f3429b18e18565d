# fail MESSAGE: says what went wrong and stops.
fail() {
  echo "scripts/env.sh: $1" >&2
  exit 1
}

# report_gap MESSAGE: says what only people can give, and goes on to find all of it.
report_gap() {
  echo "  missing: $1" >&2
  gaps=$((gaps + 1))
}

# start_file TEMPLATE FILE [NAME VALUE]...: makes the file from its template, with the values given for Windows if this
# is one; or adds to it what the template has come to hold since.
start_file() {
  template=$1
  file=$2
  shift 2
  trap 'rm -f -- "$file.new"' EXIT
  [ -f "$template" ] || fail "$template is missing; devgen build writes it"
  if [ -e "$file" ]; then
    echo "$file: is there, what is set in it stays"
    add_lines
    return
  fi
  cp "$template" "$file"
  echo "$file: made from $template"
  while [ $# -gt 0 ] && on_windows; do
    set_value "$1" "$2"
    shift 2
  done
}

# add_lines: adds the variables of the template that the file lacks.
add_lines() {
  while IFS= read -r line; do
    name=${line%%=*}
    case $name in
      '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    esac
    if ! grep -q "^$name=" "$file"; then
      complete_line
      printf '%s\n' "$line" >>"$file"
      echo "  $name: added from $template"
    fi
  done <"$template"
}

# complete_line: ends the last line of the file, which an editor may have left without its end.
complete_line() {
  if [ -n "$(tail -c 1 "$file")" ]; then
    echo >>"$file"
  fi
}

# read_value NAME: what the file holds for a variable, without quotes.
read_value() {
  sed -n "s/^$1=//p" "$file" | tail -n 1 | tr -d '\r' | sed -e "s/^'\(.*\)'\$/\1/" -e 's/^"\(.*\)"$/\1/'
}

# has_value NAME: whether a variable is set and not empty.
has_value() {
  [ -n "$(read_value "$1")" ]
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

# ask_value NAME HELP: reports a variable that is empty.
ask_value() {
  if ! has_value "$1"; then
    report_gap "$1 in $file ($2)"
  fi
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

# ask_secret NAME HELP: reports a file under secrets/ that has no content.
ask_secret() {
  if ! has_secret "$1"; then
    report_gap "secrets/$1 ($2)"
  fi
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
