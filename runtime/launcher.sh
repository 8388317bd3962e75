#!/bin/sh
# @PROGRAM@, of runstate: finds a Node and becomes it. Prefers the one installed with the package.
self=$0
[ -h "$self" ] && self=$(readlink -f -- "$self")
case $self in */*) home=${self%/*}/../.. ;; *) home=../.. ;; esac

# Node would read its options from the environment, which belongs to the services: set them aside.
if [ -n "${NODE_OPTIONS+set}" ]; then
  export RUNSTATE_NODE_OPTIONS="$NODE_OPTIONS"
  unset NODE_OPTIONS
fi

# Programs that start services pass on what they were given; a shell and Node both change it, so it is noted here.
case @PROGRAM@ in runsv | runsvdir | runstate)
  given=
  while read -r line || [ -n "$line" ]; do given=$given$line; done </proc/$$/environ
  for name in PWD OLDPWD SHLVL; do
    case $given in *$name=*) ;; *) unset $name ;; esac
  done 2>/dev/null
  ignored=0 blocked=0 files=
  while read -r name value rest; do
    case $name in SigIgn:) ignored=$value ;; SigBlk:) blocked=$value ;; esac
  done </proc/$$/status
  while read -r name what kind value rest; do
    case $name$what$kind in Maxopenfiles) files=$value ;; esac
  done </proc/$$/limits
  open=
  for file in /proc/$$/fd/*; do
    # Neither this script's own descriptor nor the one that listed them: their numbers are used again.
    [ -e "$file" ] && ! [ "$file" -ef "$0" ] && open="$open ${file##*/}"
  done
  export RUNSTATE_INHERITED="$ignored $blocked $files$open"
  ;;
esac

export RUNSTATE_ARGV0="$0"
for node in "$home/node_modules/node/bin/node" "$home/../node/bin/node"; do
  [ -x "$node" ] && exec "$node" "$home/dist/lib/@PROGRAM@.cjs" "$@"
done
node=$(command -v node) && exec "$node" "$home/dist/lib/@PROGRAM@.cjs" "$@"
echo "${0##*/}: fatal: no Node.js found: install the package's own with npm install, or a system node of 22.15 or later" >&2
exit 111
