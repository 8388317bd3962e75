# Sourced by the launcher where it is the first process of a container: it stays that, with Node as a child, and passes on
# what it hears. Were Node the first process itself, signals would be lost until it has handlers.

# Node says by signal 50 that it listens, and by 51 that the last stage has begun; adapters/first-process.ts has the
# numbers as well.
become() {
  last=
  trap 'listening=yes; for signal in $kept; do kill -s "$signal" "$child"; done; kept=' 50
  trap 'last=yes' 51
  export RUNSTATE_FRONT=1
  # A shell gives what runs beside it no standard input: it has to be kept for it.
  if { command exec 9<&0; } 2>/dev/null; then "$@" <&9 9<&- & else "$@" <&- & fi
  child=$!
  { command exec 9<&-; } 2>/dev/null
  while wait "$child"; code=$?; [ $code -gt 128 ] && kill -0 "$child" 2>/dev/null; do :; done
  # Of a child that ends as a signal comes a shell may tell no more than the signal, which is never KILL. Asked again it says how it
  # ended; or, 127 or the same, that it has said so.
  while [ $code -gt 128 ] && [ $code != 137 ]; do
    wait "$child" 2>/dev/null
    again=$?
    if [ $again = 127 ] || [ $again = $code ]; then break; fi
    code=$again
  done
  [ $code = 137 ] && [ -n "$last" ] || exit $code
  # A last stage that kills all processes spares the first alone: it is waited for, and with it the container ends.
  while kill -0 -1 2>/dev/null; do sleep 1; done
  [ -x /run/runit.reboot ] || [ -x /etc/runit/reboot ] && exit 129
  exit 0
}
