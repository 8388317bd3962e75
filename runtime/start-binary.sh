# The end of the launcher that `runstate install` writes for the single executable.

export RUNSTATE_ARGV0="$0"
[ -x "$bin"/@BINARY@ ] && become "$bin"/@BINARY@ @PROGRAM@ "$@"
echo "${0##*/}: fatal: no runstate at $bin/"@BINARY@ >&2
exit 111
