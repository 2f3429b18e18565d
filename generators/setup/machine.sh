# Colours only where somebody sees them.
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
  bold=$(printf '\033[1m') red=$(printf '\033[31m') green=$(printf '\033[32m') plain=$(printf '\033[0m')
else
  bold='' red='' green='' plain=''
fi

# step TITLE: tells what comes next.
step() {
  doing=$1
  printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

good() { printf '  %sok%s       %s\n' "$green" "$plain" "$1"; }
note() { printf '  note     %s\n' "$1"; }

# fail MESSAGE: says what went wrong and stops.
fail() {
  doing=''
  printf '  %sfailed%s   %s\n' "$red" "$plain" "$1" >&2
  exit 1
}

# finish: names the step that another program has failed in.
finish() {
  status=$?
  if [ "$status" -ne 0 ] && [ -n "$doing" ]; then
    printf '\n  %sfailed%s   %s: see above, and docs/TROUBLESHOOTING.md; then run this again\n' "$red" "$plain" "$doing" >&2
  fi
  exit "$status"
}

# at_least FOUND WANTED: whether a version is the wanted one or newer, part by part.
at_least() {
  awk -v found="$1" -v wanted="$2" 'BEGIN {
    split(found, f, "."); n = split(wanted, w, ".")
    for (i = 1; i <= n; i++) { if (f[i] + 0 > w[i] + 0) exit 0; if (f[i] + 0 < w[i] + 0) exit 1 }
  }'
}

# hint LINUX MACOS: how the tool is installed here.
hint() {
  case $(uname -s) in
    Darwin) printf '%s' "$2" ;;
    *)
      case $1 in
        *apt-get*) command -v apt-get >/dev/null 2>&1 || return 0 ;;
      esac
      printf '%s' "$1"
      ;;
  esac
}

# need NAME WHAT VERSION LINUX MACOS CHECK...: the tool is here, in the version or a newer one; CHECK prints it.
need() {
  name=$1 what=$2 wanted=$3 install=$(hint "$4" "$5")
  shift 5
  if ! text=$("$@" 2>&1); then
    missing "$name ($what) is missing" "$install"
    return
  fi
  found=$(printf '%s\n' "$text" | sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p' | head -n 1)
  if [ -n "$wanted" ] && ! at_least "${found:-0}" "$wanted"; then
    missing "$name is ${found:-of an unknown version}, $wanted or newer is needed" "$install"
    return
  fi
  good "$name${found:+ $found}"
}

# missing MESSAGE INSTALL: goes on, so that one run tells of everything.
missing() {
  gaps=$((gaps + 1))
  printf '  %smissing%s  %s\n' "$red" "$plain" "$1" >&2
  if [ -n "$2" ]; then
    printf '           %s\n' "$2" >&2
  fi
}

# docker_answers: Docker's engine is running and lets this user in.
docker_answers() {
  if reason=$(docker info 2>&1 >/dev/null); then
    good 'Docker is running'
    return
  fi
  printf '%s\n' "$reason" | sed 's/^/           /' >&2
  case $(uname -s)/$reason in
    *[Pp]ermission\ denied*) fail "this user may not use Docker: sudo usermod -aG docker $(id -un), log in again, then run this again" ;;
    Linux/*) fail 'Docker does not answer: start it (sudo systemctl start docker), then run this again' ;;
    Darwin/*) fail 'Docker does not answer: start it (open -a Docker), then run this again' ;;
    *) fail 'Docker does not answer: start Docker Desktop, then run this again' ;;
  esac
}
