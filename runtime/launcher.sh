#!/bin/sh
# @PROGRAM@, of runstate: notes what Node is going to change, and becomes the program.
# Process 1 hears no signal that it has no handler for, and while Node starts it has none: what comes is kept for it.
if [ $$ = 1 ]; then
  kept=${RUNSTATE_SIGNALS-} listening=
  hear() {
    if [ -n "$listening" ]; then kill -s "$1" "$child" 2>/dev/null; else kept="$kept $1"; fi
  }
  case @PROGRAM@ in runstate) others=HUP ;; *) others=CONT ;; esac
  for signal in INT TERM PWR ALRM $others; do trap "hear $signal" "$signal"; done
fi

# What ./conf says to rsvlog is for a shell to read, before anything here could be in its way.
case "@PROGRAM@ ${0##*/}" in "rsvlog run")
  set -e
  case $(pwd -P) in */log) if [ -f ./conf ]; then . ./conf; fi ;; esac
  set +e
  export SV_LOG_SYSLOG SV_LOG_SYSLOG_PRIORITY USERGROUP SV_LOG_BASE SV_LOGDIR LOGDIR CURRENT_LOG_FILE
  ;;
esac

self=$0
# The caller's PATH may be for the program that is to be started, and lead nowhere here.
[ -h "$self" ] && self=$(PATH=/usr/bin:/bin:$PATH readlink -f -- "$self")
case $self in */*) bin=${self%/*} ;; *) bin=. ;; esac
home=$bin/../..

# The machine's own process 1 becomes Node; a container's stays, and has Node behind it: see front.sh.
become() { exec "$@"; }
if [ $$ = 1 ]; then
  case "@PROGRAM@ ${1-}" in
  runit-init\ *)
    export RUNSTATE_SIGNALS="$kept"
    exec "$bin/runit"
    ;;
  runit\ * | "runstate init")
    become() { export RUNSTATE_SIGNALS="$kept" && exec "$@"; }
    case $(PATH=/usr/bin:/bin:$PATH readlink /proc/1/ns/pid 2>/dev/null) in
    '' | 'pid:[4026531836]') ;;
    *) . "$home/dist/lib/front.sh" ;;
    esac
    ;;
  esac
fi

# Under the soft limits that chpst sets Node may not be able to start: it gets what the hard ones allow, and chpst gives
# its program those that were there.
raise() {
  [ "$3" = "$4" ] && return
  limit=$4
  case $1$4 in *unlimited) ;; [dsv]*) limit=$(($4 / 1024)) ;; esac
  if ulimit -S -"$1" "$limit" 2>/dev/null || { [ "$1" = p ] && ulimit -S -u "$limit" 2>/dev/null; }; then
    export RUNSTATE_LIMITS="$RUNSTATE_LIMITS $2=$3"
  fi
}

# Programs that start services pass on what they were given; a shell and Node both change it, so it is noted here.
case @PROGRAM@ in runsv | runsvdir | svlogd | chpst | runit | runstate | rsvlog)
  # A shell reads byte by byte: no further than it must.
  ignored=0 blocked=0 files= RUNSTATE_LIMITS=
  case @PROGRAM@ in chpst | svlogd | rsvlog) raises=yes ;; *) raises= ;; esac
  [ ! -r /proc/$$/limits ] || while read -r name what kind value hard rest; do
    case $raises$name$what$kind in
    *Maxopenfiles)
      files=$value
      ulimit -S -n "$hard" 2>/dev/null
      ;;
    yesMaxdata*) raise d DATA "$value" "$hard" ;;
    yesMaxstack*) raise s STACK "$value" "$hard" ;;
    yesMaxprocesses*) raise p NPROC "$kind" "$value" ;;
    yesMaxaddress*) raise v AS "$value" "$hard" ;;
    *Maxaddress*) break ;;
    esac
  done </proc/$$/limits
  [ ! -r /proc/$$/status ] || while read -r name value rest; do
    case $name in SigBlk:) blocked=$value ;; SigIgn:) ignored=$value && break ;; esac
  done </proc/$$/status
  # Byte by byte: a shell drops names that are no words to it, and sets others.
  # Not where it is larger than one variable may be: then it goes on as the shell has it.
  # rsvlog passes on the one that ./conf has made.
  if [ @PROGRAM@ != rsvlog ] && RUNSTATE_ENVIRON=$(PATH=/usr/bin:/bin:$PATH base64 /proc/$$/environ 2>/dev/null) &&
    [ ${#RUNSTATE_ENVIRON} -lt 120000 ]; then
    export RUNSTATE_ENVIRON
    # Who has it as it was takes it from there: what Node and its libraries would heed is for the services.
    unset NODE_CHANNEL_FD NODE_COMPILE_CACHE NODE_DEBUG NODE_DEBUG_NATIVE NODE_EXTRA_CA_CERTS NODE_PATH \
      NODE_REDIRECT_WARNINGS NODE_V8_COVERAGE OPENSSL_CONF OPENSSL_MODULES SSL_CERT_DIR SSL_CERT_FILE \
      UV_THREADPOOL_SIZE UV_USE_IO_URING
  fi
  open=
  for file in /proc/$$/fd/*; do
    # Neither this script's own descriptor nor the one that listed them: their numbers are used again.
    [ -e "$file" ] && ! [ "$file" -ef "$0" ] && open="$open ${file##*/}"
  done
  export RUNSTATE_INHERITED="$ignored $blocked $files$open"
  ;;
esac
