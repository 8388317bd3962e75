import { describe } from 'vitest';
import { boot, PREPARE, type Stages, sameBoot, WAIT } from './support/init.ts';
import type { Sandbox } from './support/sandbox.ts';

/** A system that comes to its end by itself. */
const toItsEnd = (stages: Stages) => (box: Sandbox) => boot(box, stages).ended();

/** A stage that tells all that it was given. */
const GIVEN = 'echo $0 $#; env | grep -v "^INIT=\\|^_=\\|^PWD=" | sort; umask; grep SigBlk /proc/self/status; pwd -P';
const SESSION =
  'set -- $(ps -o pid=,sid=,pgid=,ppid= -p $$); [ $1 = $2 ] && echo leads || { [ $2.$3 = $4.$4 ] && echo in that of runit || echo in $2 $3 of $4; }';

describe('stages', () => {
  sameBoot('that are not there', toItsEnd({}));
  sameBoot('follow each other', toItsEnd({ 1: 'echo 1', 2: 'echo 2', 3: 'echo 3' }));
  sameBoot('that fail', toItsEnd({ 1: 'exit 7', 2: 'exit 8', 3: 'exit 100' }));
  sameBoot('of which the first exits 100', toItsEnd({ 1: 'exit 100', 2: 'echo 2', 3: 'echo 3' }));
  sameBoot(
    'of which the second exits 111 once',
    toItsEnd({ 1: '', 2: '[ -e /run/again ] && exit 0; >/run/again; sleep 1000 & exit 111', 3: 'pgrep sleep' }),
  );
  sameBoot('are given', toItsEnd({ 1: GIVEN, 2: GIVEN, 3: GIVEN }));
  sameBoot('have sessions', toItsEnd({ 1: SESSION, 2: SESSION, 3: SESSION }));
  sameBoot(
    'leave processes for the next one',
    toItsEnd({ 1: '', 2: 'sleep 1000 & echo $! >/run/pid', 3: 'kill -0 $(cat /run/pid) && echo lives' }),
  );
  sameBoot(
    'are reaped of a hundred orphans',
    toItsEnd({
      1: '',
      2: 'i=0; while [ $i -lt 100 ]; do (sleep 0.1 &); i=$((i+1)); done; while ps -e | grep -q sleep; do sleep 0.1; done',
      3: 'ps -eo stat= | grep -c Z',
    }),
  );
});

describe('a request', () => {
  const STAGES = { 1: PREPARE, 2: WAIT, 3: 'stat -c "%n %a" /run/runit.*' };
  const asked = (ask: string, stages: Stages = {}) =>
    toItsEnd({ ...STAGES, 2: `trap 'echo term; exit' TERM; ${ask}; while :; do sleep 0.05; done`, ...stages });

  sameBoot('to halt', asked('$INIT 0'));
  sameBoot('to restart', asked('$INIT 6'));
  sameBoot('to halt is the first letter', asked('$INIT 06x'));
  sameBoot('to halt after one to restart', asked('install -m100 /dev/null /run/runit.reboot; $INIT 0'));
  sameBoot('by CONT', asked('chmod 100 /run/runit.stopit; kill -CONT 1'));
  sameBoot('by CONT without stopit', asked('kill -CONT 1; sleep 0.2; echo here; exit 0'));
  sameBoot('by TERM, from inside', asked('chmod 700 /run/runit.stopit; kill -HUP 1; sleep 0.2; kill -CONT 1'));
  sameBoot('that stage 2 does not obey', asked(`trap "" TERM; $INIT 0`));
  sameBoot('in stage 1', toItsEnd({ ...STAGES, 1: `${PREPARE}; kill -CONT 1; sleep 0.5`, 2: 'echo 2' }));
  sameBoot('in stage 3', toItsEnd({ ...STAGES, 2: 'echo 2', 3: 'kill -PWR 1; sleep 0.5' }));
  const RESTART = 'install -m100 /dev/null /run/runit.reboot';
  const ending = (stages: Stages) => async (box: Sandbox) => (await boot(box, stages).ended()).ending;
  sameBoot('by PWR is no restart', ending({ ...STAGES, 2: `${RESTART}; kill -PWR 1; exec sleep 1000` }));
  sameBoot('by PWR in stage 1 is none later', ending({ 1: `${PREPARE}; kill -PWR 1; sleep 0.3`, 2: RESTART, 3: '' }));
  sameBoot('by PWR in stage 3 takes a restart back', ending({ ...STAGES, 2: RESTART, 3: 'kill -PWR 1; sleep 0.5' }));
  sameBoot('for a new scan', asked(`trap 'echo alarm; exit 3' ALRM; kill -ALRM 1`));
  sameBoot(
    'by the keys, with a script',
    asked('kill -INT 1', { ctrlaltdel: `echo keys $0 $#; ${SESSION}; install -m100 /dev/null /run/runit.stopit` }),
  );
  sameBoot(
    'by the keys, with a script that asks for nothing',
    asked('kill -INT 1; sleep 0.3; exit 0', { ctrlaltdel: 'exit 4' }),
  );
  sameBoot(
    'by the keys, with a script that crashes',
    asked('kill -INT 1; sleep 0.3; exit 0', { ctrlaltdel: 'kill -SEGV $$' }),
  );
});

describe('a console', () => {
  // A FIFO stands for it. What reads it is killed at the end, so the last lines may not come through.
  const CONSOLE = 'mkfifo /dev/console; exec 9<>/dev/console; cat /dev/console >console & exec "$@"';
  const input = 'readlink /proc/$$/fd/0; grep flags /proc/$$/fdinfo/0';
  const stages = { 1: input, 2: input, 3: `${input}; sleep 0.3` };
  sameBoot('is where runit and the stages write, and what stage 1 reads', async (box) => {
    const { said, wrote, ending } = await boot(box, stages, { through: ['sh', '-c', CONSOLE, 'sh'] }).ended();
    const lines = box.read('console').split('\n');
    const last = lines.indexOf('- runit: enter stage: /etc/runit/3');
    // The first is the version.
    return { said, wrote, ending, console: lines.slice(1, last + 1) };
  });
});
