# see NAME: puts into $value what this environment has for a variable, and into $place where that stands, which may be a
# file under secrets/. False if there is no value.
see() {
  name=$1
  if is_file "$1"; then
    place=secrets/$(printf %s "$1" | tr '[:upper:]' '[:lower:]')
    value=$(read_secret "${place#secrets/}")
  else
    place="$1 in $file"
    look_up "$1"
  fi
  [ -n "$value" ]
}

# wanted NAME: whether this environment has such a variable.
wanted() {
  is_file "$1" || grep -q "^$1=" "$template"
}

# is_file NAME: whether the value is a file under secrets/ in this environment.
is_file() {
  case " $secret_files " in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
}
