import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compatibilityRows, differs, type Scenario, same } from './support/compare.ts';
import { writeAndDrain } from './support/fifo.ts';
import { afterLetter, type BriefMoment, briefly } from './support/letters.ts';
import { alive } from './support/proc.ts';
import { type Entry, empty, runs, type Sandbox, type Tree } from './support/sandbox.ts';
import { SITUATIONS } from './support/situations.ts';
import { until } from './support/until.ts';

test('the rows of COMPATIBILITY.md have ids of their own', () => {
  const ids = compatibilityRows();
  expect(ids).toEqual([...new Set(ids)]);
});

test('the tests that the rows name are there', () => {
  const root = new URL('../../', import.meta.url);
  const named = readFileSync(new URL('COMPATIBILITY.md', root), 'utf8').match(/test\/[\w/.-]+\.ts/g) ?? [];
  expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  expect(named.length).toBeGreaterThan(30);
});

const only = (letter: string, entry: Entry): Tree => ({ [`control/${letter}`]: entry });

describe('a control script that is killed', () => {
  const SIGNALS = {
    t: 'run TERM',
    h: 'run HUP',
    a: 'run ALRM',
    i: 'run INT',
    q: 'run QUIT',
    '1': 'run USR1',
    '2': 'run USR2',
  };
  const heardAfter =
    (letter: string): Scenario =>
    async (box) => {
      const { service } = await SITUATIONS.running!(box, {
        stubborn: empty,
        ...only(letter, runs('control-killed.sh')),
      });
      await service.write(letter);
      await service.until(`control/${letter} is killed`);
      if (box.subject.ours) await service.until(SIGNALS[letter as keyof typeof SIGNALS]);
      await service.write('z');
      await service.heard();
      return service.view().signals;
    };
  for (const [letter, signal] of Object.entries(SIGNALS)) {
    differs('R14', `control/${letter}: the signal is sent`, heardAfter(letter), { runit: [], runstate: [signal] });
  }
});

describe('a control script that takes its time', () => {
  /** `control/h` waits; another letter arrives; what is to be seen before the script ends? */
  const meanwhile =
    (letter: string, seen: string): Scenario<string> =>
    async (box) => {
      const { service } = await SITUATIONS.running!(box, { ...only('h', runs('control-slow.sh')), stubborn: empty });
      await writeAndDrain(service.path('supervise/control'), 'h');
      await service.until('control/h waits');
      const written = service.write(letter);
      // The original does nothing of it before the script has ended: waited for long enough to see one that would.
      await until(`stat is "${seen}"`, () => service.stat() === seen, { deadline: 1000 }).catch(() => undefined);
      const stat = service.stat();
      box.make('service', { go: empty });
      await written;
      return stat;
    };
  differs('R15', 'd is taken', meanwhile('d', 'run, want down'), { runit: 'run', runstate: 'run, want down' });
  differs('R15', 'x is taken', meanwhile('x', 'run, want exit'), { runit: 'run', runstate: 'run, want exit' });
  differs('R15', 'o is taken', meanwhile('o', 'run, want down'), { runit: 'run', runstate: 'run, want down' });

  /** `control/h` waits; the service is killed; do the files tell of it before the script ends? */
  const diesMeanwhile: Scenario<string> = async (box) => {
    const { service } = await SITUATIONS.running!(box, only('h', runs('control-slow.sh')));
    await writeAndDrain(service.path('supervise/control'), 'o');
    await writeAndDrain(service.path('supervise/control'), 'h');
    await service.until('control/h waits');
    process.kill(service.pidOf('run')!, 'SIGKILL');
    const isDown = (): boolean => service.stat().startsWith('down');
    await until('stat tells of it', isDown, { deadline: 1000 }).catch(() => undefined);
    const [stat] = service.stat().split(',');
    box.make('service', { go: empty });
    return stat!;
  };
  differs('R15', 'an end of run is acted on', diesMeanwhile, { runit: 'run', runstate: 'down' });

  same('what was asked for meanwhile comes after it', async (box) => {
    const { service } = await SITUATIONS.running!(box, only('h', runs('control-slow.sh')));
    await writeAndDrain(service.path('supervise/control'), 'h');
    await service.until('control/h waits');
    const written = service.write('12');
    box.make('service', { go: empty });
    await written;
    await service.until('run USR2');
    await service.heard();
    return service.view();
  });
});

describe('control/k suppresses, then u', () => {
  const copies: Scenario = async (box) => {
    const { service } = await SITUATIONS.running!(box, { ...only('k', runs('control-suppress.sh')), stubborn: empty });
    const first = service.pidOf('run');
    await service.write('k');
    await service.until('control/k suppresses');
    await service.write('uz');
    await until(
      'there is a second one, or the letter was taken',
      () => box.subject.ours || service.count('run ready') > 1,
    );
    await service.write('z');
    return { first: alive(first), starts: service.count('run ready') };
  };
  differs('R16', 'a second copy', copies, {
    runit: { first: true, starts: 2 },
    runstate: { first: true, starts: 1 },
  });
});

describe('the second of rest before a restart', () => {
  /** Seconds from going down to the end of runsv, told by which side of the rest they lie on. */
  const leaving: Scenario<string> = async (box) => {
    const { service, runsv } = await SITUATIONS.resting!(box, {});
    const downSince = service.status().since / 1000;
    await writeAndDrain(service.path('supervise/control'), 'x');
    await runsv.ended();
    return Date.now() - downSince < 950 ? 'at once' : 'after the rest';
  };
  differs('R17', 'x', leaving, { runit: 'after the rest', runstate: 'at once' });

  /** `want` of the status while the rest lasts. */
  const wanting: Scenario<string> = async (box) => {
    const { service } = await SITUATIONS.resting!(box, {});
    const { since } = service.status();
    const written = service.write('d');
    await until('d is taken', () => service.status().want === 'd');
    const after = Date.now() - since / 1000;
    await written;
    return after < 950 ? 'at once' : 'after the rest';
  };
  differs('R17', 'd', wanting, { runit: 'after the rest', runstate: 'at once' });

  for (const letter of ['u', 'o']) {
    same(`${letter} does not shorten it`, async (box: Sandbox) => {
      const { service } = await SITUATIONS.resting!(box, {});
      const { since } = service.status();
      await service.write(letter);
      await service.started('run');
      return service.status().since - since >= 1e6;
    });
  }
});

describe('d, then u, within the rest', () => {
  const moments: Scenario<readonly BriefMoment[]> = briefly(afterLetter(SITUATIONS.resting!, 'du', {}));
  same('the service comes back', moments);
});
