# Completion for bash (4.4 or later) of runit's programs and runstate. Source it, or install it under the name of each program
# in a directory of bash-completion. Made from manual/pages by npm run manual.

# The services in a directory. What begins with a slash or a dot is a path; behind the slash there is a log service.
_runstate_services() {
  local directory=$1 word=$2 path name
  case $word in
  /* | .*)
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$word")
    return
    ;;
  esac
  for path in "$directory"/*/; do
    [[ -d $path ]] || continue
    path=${path%/}
    name=${path##*/}
    [[ $word == "$name/"* && $name/log == "$word"* && -d $path/log ]] && COMPREPLY+=("$(printf %q "$name/log")")
    [[ $name == "$word"* ]] && COMPREPLY+=("$(printf %q "$name")")
  done
}

# What a word of a kind may be; $3 is the directory of services.
_runstate_reply() {
  local kind=$1 word=$2
  case $kind in
  directory | file) compopt -o filenames ;;
  esac
  case $kind in
  directory) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
  file) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
  user) mapfile -t COMPREPLY < <(compgen -u -- "$word") ;;
  program) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
  service) _runstate_services "$3" "$word" ;;
  words:*) mapfile -t COMPREPLY < <(kind=${kind#words:} && compgen -W "${kind//,/ }" -- "$word") ;;
  esac
}

# Completes the command line of another program, whose name is word $1: as bash-completion does, where that is there.
_runstate_program() {
  local spec
  if declare -F _command_offset >/dev/null; then
    _command_offset "$1"
    return
  fi
  COMP_WORDS=("${COMP_WORDS[@]:$1}")
  ((COMP_CWORD -= $1))
  spec=$(complete -p -- "${COMP_WORDS[0]##*/}" 2>/dev/null)
  if [[ $spec =~ ' -F '([^ ]+) ]]; then
    "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  else
    _runstate_reply file "${COMP_WORDS[COMP_CWORD]}"
  fi
}

# Completes a command line. $1: the number of its first word behind the command. $2: options, `-o=KIND` where one has an
# argument; short ones come before all operands. $3: kinds of the operands, the last of which holds for all that follow.
_runstate_line() {
  local at=$1 options=" $2 " kinds flags word kind seen=0 directory=${SVDIR:-/etc/service}
  read -ra kinds <<<"$3"
  for (( ; at < COMP_CWORD; at++)); do
    word=${COMP_WORDS[at]}
    [[ $word == -- ]] && continue
    if [[ $word == --?* || ($word == -?* && $seen == 0) ]]; then
      kind=${options#*" $word="}
      [[ $kind == "$options" ]] && continue
      ((at += 1))
      if ((at == COMP_CWORD)); then
        _runstate_reply "${kind%% *}" "${COMP_WORDS[at]}" "$directory"
        return
      fi
      [[ $word == --directory ]] && directory=${COMP_WORDS[at]}
    else
      if [[ ${kinds[seen]-} == program ]]; then
        _runstate_program "$at"
        return
      fi
      ((seen < ${#kinds[@]} - 1)) && ((seen += 1))
    fi
  done
  word=${COMP_WORDS[COMP_CWORD]}
  if [[ $word == -* ]]; then
    read -ra flags <<<"$2"
    mapfile -t COMPREPLY < <(compgen -W "${flags[*]%%=*}" -- "$word")
  else
    _runstate_reply "${kinds[seen]-}" "$word" "$directory"
  fi
}

_runstate_of_chpst() {
  _runstate_line 1 '-u=user -U=user -b=anything -e=directory -/=directory -C=directory -n=anything -l=file -L=file -m=anything -d=anything -o=anything -p=anything -f=anything -c=anything -r=anything -t=anything -v -P -0 -1 -2 -V' 'program'
}
complete -F _runstate_of_chpst chpst

_runstate_of_setuidgid() {
  _runstate_line 1 '' 'user program'
}
complete -F _runstate_of_setuidgid setuidgid

_runstate_of_envuidgid() {
  _runstate_line 1 '' 'user program'
}
complete -F _runstate_of_envuidgid envuidgid

_runstate_of_envdir() {
  _runstate_line 1 '' 'directory program'
}
complete -F _runstate_of_envdir envdir

_runstate_of_pgrphack() {
  _runstate_line 1 '' 'program'
}
complete -F _runstate_of_pgrphack pgrphack

_runstate_of_setlock() {
  _runstate_line 1 '-n -N -x -X' 'file program'
}
complete -F _runstate_of_setlock setlock

_runstate_of_softlimit() {
  _runstate_line 1 '-a=anything -c=anything -d=anything -f=anything -l=anything -m=anything -o=anything -p=anything -r=anything -s=anything -t=anything' 'program'
}
complete -F _runstate_of_softlimit softlimit

_runstate_of_rsvlog() {
  _runstate_line 1 '--version' ''
}
complete -F _runstate_of_rsvlog rsvlog

_runstate_of_runit-init() {
  _runstate_line 1 '-V' ''
}
complete -F _runstate_of_runit-init runit-init

_runstate_of_runstate() {
  if ((COMP_CWORD == 1)); then
    _runstate_reply 'words:demo,doctor,events,history,import,init,install,new,status,ui,upgrade,wait,help' "${COMP_WORDS[1]}"
    return
  fi
  case ${COMP_WORDS[1]} in
  demo) _runstate_line 2 '--help' 'directory' ;;
  doctor) _runstate_line 2 '--json --directory=directory --help' 'directory' ;;
  events) _runstate_line 2 '--json --follow --directory=directory --help' 'service' ;;
  history) _runstate_line 2 '--json --directory=directory --help' 'service' ;;
  import) _runstate_line 2 '--env=anything --directory=directory --in=directory --help' 'file' ;;
  init) _runstate_line 2 '--main=anything --timeout=anything --help' 'directory' ;;
  install) _runstate_line 2 '--help' 'directory' ;;
  new) _runstate_line 2 '--directory=directory --in=directory --user=user --env=anything --chdir=directory --no-log --down --help' 'anything program' ;;
  status) _runstate_line 2 '--json --directory=directory --help' 'service' ;;
  ui) _runstate_line 2 '--listen=words:127.0.0.1:7878,unix: --act --directory=directory --until-end --help' '' ;;
  upgrade) _runstate_line 2 '--directory=directory --help' '' ;;
  wait) _runstate_line 2 '--until=words:down,starting,running,up,finishing,backoff,gone --timeout=anything --directory=directory --help' 'service' ;;
  help) _runstate_line 2 '' 'words:demo,doctor,events,history,import,init,install,new,status,ui,upgrade,wait' ;;
  esac
}
complete -F _runstate_of_runstate runstate

_runstate_of_runsv() {
  _runstate_line 1 '' 'directory'
}
complete -F _runstate_of_runsv runsv

_runstate_of_runsvchdir() {
  _runstate_line 1 '' 'directory'
}
complete -F _runstate_of_runsvchdir runsvchdir

_runstate_of_runsvdir() {
  _runstate_line 1 '-P' 'directory anything'
}
complete -F _runstate_of_runsvdir runsvdir

_runstate_of_sv() {
  _runstate_line 1 '-v -w=anything -V' 'words:status,up,down,once,exit,pause,cont,hup,alarm,interrupt,quit,1,2,term,kill,start,stop,restart,try-restart,reload,shutdown,check,force-stop,force-reload,force-restart,force-shutdown service'
}
complete -F _runstate_of_sv sv

_runstate_of_svlogd() {
  _runstate_line 1 '-t -r=anything -R=anything -l=anything -b=anything -v -V' 'directory'
}
complete -F _runstate_of_svlogd svlogd

_runstate_of_utmpset() {
  _runstate_line 1 '-w -V' 'anything'
}
complete -F _runstate_of_utmpset utmpset
