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
