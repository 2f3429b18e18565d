# see NAME: puts into $value what this environment has for a variable, and into $place where that stands. False if there
# is no value.
see() {
  name=$1
  place="$1 in $file"
  look_up "$1"
  [ -n "$value" ]
}

# wanted NAME: whether this environment has such a variable.
wanted() {
  grep -q "^$1=" "$template"
}
