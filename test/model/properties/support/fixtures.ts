import { shell, type Tree, text } from '../../../conformance/support/sandbox.ts';

/**
 * A service that cannot run twice unseen: it holds a lock for as long as it lives, and shouts where another one has it. It
 * notes its start, what it hears, and its end; it has no children, so nothing outlives it.
 */
const RUN = (version: string): string => `
exec 9>>lock 8<>hold
flock -n 9 || echo "run $$ beside another" >>shouts
echo "start $$ ${version}" >>events
for name in HUP INT QUIT USR1 USR2 ALRM; do trap "echo heard $name $$ >>events" $name; done
trap 'echo "exits $$" >>events; exit 0' TERM
echo $$ >run.ready
while :; do read -r _ <&8; done`;

/** Says with what it was called; takes a moment, in which it can be killed. */
const FINISH = `
exec 9>>lock
flock -n 9 || echo "finish $$ beside another" >>shouts
echo "finish $1 $2" >>events
echo $$ >finish.ready
exec sleep 0.1`;

/** Notes that a start is due: the one thing that is known of a process which dies before its first line. */
const CONTROL_U = 'echo "due" >>events; exit 1';

export const run = (version = 'first') => shell(RUN(version));
export const finish = shell(FINISH);

/** Numbered lines on standard output, each with the pid; what was written is noted before more is. */
const TALK = (lines: number): string => `
exec 9>>lock 8<>hold
flock -n 9 || echo "run $$ beside another" >>shouts
trap 'exit 0' TERM
echo "start $$" >>events
count=0
while [ "$count" -lt ${lines} ]; do count=$((count + 1)); echo "$$ $count of many words"; done
echo "wrote $$ $count" >>events
echo $$ >run.ready
while :; do read -r _ <&8; done`;
export const talking = (lines: number) => shell(TALK(lines));

/** The service directory of every property; what else is in it is the property's own. */
export const service: Tree = { run: run(), 'control/u': shell(CONTROL_U), events: text('') };
