import { describe } from 'vitest';
import { WITHOUT_REBOOT } from '../support/namespace.ts';
import { boot, differsBoot, PREPARE, type Stages } from './support/init.ts';
import type { Sandbox } from './support/sandbox.ts';

const toItsEnd = (stages: Stages) => (box: Sandbox) => boot(box, stages).ended();
const POWERED_OFF = { code: undefined, signal: 'SIGINT' };
const BOOTING = ['- runit: VERSION: booting.', '- runit: warning: unable to open /dev/console: file does not exist'];
const entered = (stage: number | string): string => `- runit: enter stage: /etc/runit/${stage}`;
const left = (stage: number | string): string => `- runit: leave stage: /etc/runit/${stage}`;
const FIRST = [...BOOTING, entered(1), left(1), entered(2)];
const LAST = [entered(3), left(3), '- runit: sending KILL signal to all processes...', '- runit: power off...'];
const DEAF = '- runit: warning: signals only work in stage 2.';
/** Waits for TERM. */
const TERMINATED = `trap 'echo term; exit' TERM`;
const IDLE = 'while :; do sleep 0.05; done';

describe('a stage that is killed', () => {
  differsBoot('I01', 'the first', toItsEnd({ 1: 'kill -KILL $$', 2: 'echo 2', 3: 'echo 3' }), {
    runit: { said: [...FIRST, left(2), ...LAST], wrote: ['2', '3'], ending: POWERED_OFF },
    runstate: {
      said: [
        ...BOOTING,
        entered(1),
        '- runit: warning: child crashed: /etc/runit/1',
        left(1),
        '- runit: warning: skipping stage 2...',
        ...LAST,
      ],
      wrote: ['3'],
      ending: POWERED_OFF,
    },
  });
  const again = '[ -e /run/again ] && echo again && exit; >/run/again; kill -SEGV $$';
  differsBoot('I01', 'the second', toItsEnd({ 1: '', 2: again, 3: '' }), {
    runit: { said: [...FIRST, left(2), ...LAST], wrote: [], ending: POWERED_OFF },
    runstate: {
      said: [
        ...FIRST,
        '- runit: warning: child crashed: /etc/runit/2',
        '- runit: warning: killing all processes in stage 2...',
        '- runit: warning: restarting.',
        entered(2),
        left(2),
        ...LAST,
      ],
      wrote: ['again'],
      ending: POWERED_OFF,
    },
  });
});

describe('in a container', () => {
  const stages = { 1: PREPARE, 2: `${TERMINATED}; echo two; ${IDLE}`, 3: '' };
  const toldTo = (signal: 'SIGTERM' | 'SIGINT') => async (box: Sandbox) => {
    const system = boot(box, stages);
    await system.wrote('two');
    await system.signal(signal);
    // Of runit there is nothing to wait for: it goes on, so it is asked in its own way then.
    if (!box.subject.ours) await system.signal('SIGPWR');
    const { said, wrote, ending } = await system.ended();
    return { said: said.filter((line) => line !== DEAF), wrote, ending };
  };
  const seen = { said: [...FIRST, left(2), ...LAST], wrote: ['two', 'term'], ending: POWERED_OFF };
  differsBoot('I02', 'TERM stops it', toldTo('SIGTERM'), { runit: seen, runstate: seen });
  differsBoot('I02', 'INT stops it where there is no script', toldTo('SIGINT'), { runit: seen, runstate: seen });

  /** Without the right to reboot(2). */
  const refused = (ask: string) => async (box: Sandbox) => {
    const system = boot(box, { ...stages, 2: `${TERMINATED}; ${ask}; ${IDLE}` }, { through: WITHOUT_REBOOT });
    const stays = !box.subject.ours;
    if (stays) await system.says(ask === '$INIT 6' ? 'system reboot.' : 'system halt.');
    const last = system.said().at(-1);
    if (stays) return { last, ending: 'stays' };
    const { said, ending } = await system.ended();
    return { last: said.at(-1), ending };
  };
  differsBoot('I03', 'it exits where power off is refused', refused('$INIT 0'), {
    runit: { last: '- runit: system halt.', ending: 'stays' },
    runstate: { last: '- runit: power off...', ending: { code: 0, signal: undefined } },
  });
  differsBoot('I03', 'it exits where a reboot is refused', refused('$INIT 6'), {
    runit: { last: '- runit: system reboot.', ending: 'stays' },
    runstate: { last: '- runit: system reboot.', ending: { code: 129, signal: undefined } },
  });
});

describe('process 1', () => {
  const hangs = { ctrlaltdel: 'exec sleep 2', 1: PREPARE, 3: '' };
  const orphans = `kill -INT 1; sleep 0.5; (sleep 0.1 &); sleep 0.5; ps -eo stat= | grep -c Z; sleep 2; exit 0`;
  differsBoot('I04', 'reaps while the script for the keys hangs', toItsEnd({ ...hangs, 2: orphans }), {
    runit: {
      said: [...FIRST, '- runit: ctrl-alt-del request...', entered('ctrlaltdel'), left('ctrlaltdel'), left(2), ...LAST],
      wrote: ['1'],
      ending: POWERED_OFF,
    },
    runstate: {
      said: [...FIRST, '- runit: ctrl-alt-del request...', entered('ctrlaltdel'), left('ctrlaltdel'), left(2), ...LAST],
      wrote: ['0'],
      ending: POWERED_OFF,
    },
  });

  const dispositions = 'grep SigIgn /proc/self/status';
  differsBoot('I05', 'leaves CONT at its default', toItsEnd({ 1: dispositions, 2: dispositions, 3: dispositions }), {
    runit: {
      said: [...FIRST, left(2), ...LAST],
      wrote: Array(3).fill('SigIgn:\t0000000000020000'),
      ending: POWERED_OFF,
    },
    runstate: {
      said: [...FIRST, left(2), ...LAST],
      wrote: Array(3).fill('SigIgn:\t0000000000000000'),
      ending: POWERED_OFF,
    },
  });

  const byPower = { 1: PREPARE, 2: `${TERMINATED}; kill -PWR 1; ${IDLE}`, 3: 'sleep 0.2' };
  const deafness = async (box: Sandbox) => {
    // Where among the others the line comes is a matter of which process is quicker.
    const { said, wrote, ending } = await boot(box, byPower).ended();
    return { deaf: said.filter((line) => line === DEAF).length, wrote, ending };
  };
  differsBoot('I06', 'hears PWR once', deafness, {
    runit: { deaf: 1, wrote: ['term'], ending: POWERED_OFF },
    runstate: { deaf: 0, wrote: ['term'], ending: POWERED_OFF },
  });
});

describe("upstream's places", () => {
  const modes = 'stat -c "%n %a" /etc/runit/stopit /etc/runit/reboot /run/runit.* 2>/dev/null; :';
  const stages = {
    1: 'ln -s /run/stopit /etc/runit/stopit; install -m0 /dev/null /etc/runit/reboot',
    2: `${TERMINATED}; $INIT 6; ${IDLE}`,
    3: modes,
  };
  const wrote = async (box: Sandbox) => {
    const { wrote, ending } = await boot(box, stages).ended();
    return { wrote, ending };
  };
  differsBoot('I07', 'are taken where stage 1 has prepared them', wrote, {
    runit: {
      wrote: ['term', '/etc/runit/stopit 777', '/etc/runit/reboot 0', '/run/runit.reboot 100', '/run/runit.stopit 0'],
      ending: { code: undefined, signal: 'SIGHUP' },
    },
    runstate: {
      wrote: ['term', '/etc/runit/stopit 777', '/etc/runit/reboot 100'],
      ending: { code: undefined, signal: 'SIGHUP' },
    },
  });
});
