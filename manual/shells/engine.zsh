# The services in a directory. What begins with a slash or a dot is a path; behind the slash there is a log service.
_runstate_services() {
  local directory=${opt_args[--directory]:-${SVDIR:-/etc/service}} name=${PREFIX%%/*}
  local -a found
  if [[ $PREFIX == [./]* ]]; then
    _files -/
    return
  fi
  found=($directory/*(N-/:t))
  [[ $PREFIX == */* && -d $directory/$name/log ]] && found+=($name/log)
  (($#found)) && compadd -a found
}
