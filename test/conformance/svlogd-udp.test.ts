import { describe } from 'vitest';
import { type Scenario, same } from './support/compare.ts';
import { empty } from './support/sandbox.ts';
import { LiveLogger } from './support/svlogd-live.ts';
import { receiving } from './support/svlogd-receiver.ts';
import { configured, type LogRun, lines, log, logs } from './support/svlogd-run.ts';
import { until } from './support/until.ts';

const LAST = 'that is all';

/** Sends lines by the letter `u` or `U` of a config; the last one says that it is the last. */
const sent = (letter: string, config: readonly string[], input: string, run: LogRun = {}): Scenario =>
  receiving(async (receiver, box) => {
    const directories = { d: configured(`${letter}127.0.0.1:${receiver.port}`, ...config) };
    const seen = await log(box, { ...run, directories, input: `${input}${LAST}\n` });
    return { seen, datagrams: await receiver.arrived(LAST.slice(0, 4)) };
  });

for (const letter of ['u', 'U']) {
  describe(`lines are sent by ${letter}`, () => {
    const input = lines('hello', '', 'a\0b\xff', 'x'.repeat(999), 'x'.repeat(1000), 'x'.repeat(1200), 'y'.repeat(5000));
    same('plain', sent(letter, [], input));
    same('with a prefix', sent(letter, ['pPFX: '], input));
    for (const stamp of ['-t', '-tt', '-ttt']) {
      same(`with ${stamp}`, sent(letter, [], input, { options: [stamp] }));
      same(`with ${stamp} and a prefix`, sent(letter, ['pPFX: '], input, { options: [stamp] }));
    }
    same('with bytes replaced', sent(letter, [], lines('a\tb', '\t'.repeat(1200)), { options: ['-r', '_'] }));
    same(
      'with a short line length',
      sent(letter, [], lines('12345', '123456', '1234'), { options: ['-l', '5', '-b', '9'] }),
    );
    same('with selections', sent(letter, ['-*', '+*a*', 'e*b*'], lines('a', 'b', 'ab', 'c')));
    same(
      'with a size',
      sent(letter, ['s20', 'n0'], lines('1234', '5678', 'abcd', 'efgh', 'ijkl'), { options: ['-l', '5', '-b', '30'] }),
    );
    same('many', sent(letter, [], lines(...Array.from({ length: 300 }, (_, index) => `line ${index}`))));
    same(
      'that are too long for it',
      sent(letter, ['pP '], lines('a', 'z'.repeat(66_000), 'b'), { options: ['-l', '70000', '-b', '80000'] }),
    );
    same('after another address', (box) => sent(`u127.0.0.1:9\n${letter}`, [], lines('a'))(box));

    same(
      'from several directories',
      receiving(async (receiver, box) => {
        const to = `${letter}127.0.0.1:${receiver.port}`;
        const directories = { b: configured(to, 'pB '), a: configured('pA '), c: configured(to, '-one') };
        const seen = await log(box, { directories, input: lines('one', 'two', LAST) });
        await until('all has arrived', () => receiver.datagrams().length === 5);
        // Each directory's are in order; which one's come first is another matter.
        return { seen, datagrams: [...receiver.datagrams()].sort() };
      }),
    );

    same(
      'at once',
      receiving(async (receiver, box) => {
        const logger = new LiveLogger(box, { directories: { d: configured(`${letter}127.0.0.1:${receiver.port}`) } });
        try {
          logger.write('one\n');
          await receiver.arrived('one');
          logger.write('two\n');
          return [...(await receiver.arrived('two')), await logger.finish()];
        } finally {
          logger.end();
        }
      }),
    );

    same(
      'to a port that nobody listens on',
      receiving((receiver, box) => {
        const directories = { d: configured(`${letter}127.0.0.1:9`, 'pP ') };
        return log(box, { directories, input: lines('a', 'b', String(receiver.port > 0)) });
      }),
    );
  });
}

describe('an address', () => {
  /** A port that is written where it is asked for. */
  const WRITTEN: Readonly<Record<string, string>> = {
    'with something behind the port': '127.0.0.1:PORT junk',
    'with a zero before the port': '127.0.0.1:0PORT',
    'with zeros': '127.000.000.001:PORT',
    'with numbers beyond a byte': '383.256.512.257:PORT',
  };
  for (const [how, written] of Object.entries(WRITTEN)) {
    same(
      how,
      receiving(async (receiver, box) => {
        const directories = { d: configured(`u${written.replace('PORT', String(receiver.port))}`) };
        const seen = await log(box, { directories, input: lines('a', LAST) });
        return { seen, datagrams: await receiver.arrived(LAST) };
      }),
    );
  }

  const BAD = [
    '',
    'x',
    '127.0.0',
    '127.0.0.',
    '127.0.0.1:',
    '127.0.0.1:0',
    '127.0.0.1:x',
    'localhost',
    '::1',
    ' 127.0.0.1',
    '127.0.0.1 junk',
    '127.0.0.1.',
    '.1.2.3',
    '-1.2.3.4',
  ];
  for (const address of BAD)
    same(
      `u${address}`,
      logs({ options: ['-v'], directories: { d: configured(`u${address}`, 'pP ') }, input: lines('a', 'b') }),
    );
  same(
    'that is bad after one that is good',
    logs({ directories: { d: configured('u127.0.0.1:9', 'ux', 'pP ') }, input: lines('a') }),
  );
  same(
    'that is bad in one of two directories',
    logs({ options: ['-v'], directories: { d: configured('ux'), e: { config: empty } }, input: lines('a') }),
  );
});
