import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { describe } from 'vitest';
import { differs, type Scenario } from './support/compare.ts';
import type { Sandbox } from './support/sandbox.ts';
import { type LiveLogger, live } from './support/svlogd-live.ts';
import { configured } from './support/svlogd-run.ts';
import { until } from './support/until.ts';

/** A pipe with a reader who does not read. */
class Idler {
  readonly #fd: number;

  constructor(path: string) {
    execFileSync('mkfifo', ['-m', '600', path]);
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  }

  /** Leaves no room in the pipe. */
  fill(): void {
    try {
      for (;;) writeSync(this.#fd, Buffer.alloc(4096));
    } catch {
      // It is full.
    }
  }

  /** There is no reader any more. */
  leave(): void {
    closeSync(this.#fd);
  }
}

/** A logger whose lines are all alerts, with standard error a pipe. */
const alerting =
  <T>(as: string, story: (logger: LiveLogger, idler: Idler, box: Sandbox) => Promise<T>): Scenario<T> =>
  (box) => {
    const idler = new Idler(box.path('.errors'));
    const through = ['sh', '-c', `chmod 777 . d; exec ${as} "$@" 2>.errors`, 'sh'];
    const directories = { d: configured('e*') };
    return live({ through, directories }, async (logger) => {
      await until('it has opened the log', () => existsSync(box.path('d/current')));
      return story(logger, idler, box);
    })(box);
  };

const logged = async (box: Sandbox, logger: LiveLogger, line: string): Promise<boolean> => {
  const isThere = () => box.read('d/current') === line;
  logger.write(line);
  await until('it is logged', () => isThere() || logger.program.result, { deadline: 3000 }).catch(() => undefined);
  return isThere();
};

describe('standard error', () => {
  const broken = alerting('', async (logger, idler, box) => {
    idler.leave();
    const isLogged = await logged(box, logger, 'a\n');
    logger.end();
    return { isLogged, ending: await logger.ended() };
  });
  differs('L14', 'whose reader has gone ends nothing', broken, {
    runit: { isLogged: false, ending: { code: undefined, signal: 'SIGPIPE' } },
    runstate: { isLogged: true, ending: { code: 0, signal: undefined } },
  });

  const OWNERS = {
    'that is its own': '',
    "that is another user's": 'setpriv --reuid=65534 --regid=65534 --clear-groups',
  };
  for (const [whose, as] of Object.entries(OWNERS)) {
    const stuck = alerting(as, async (logger, idler, box) => {
      idler.fill();
      return logged(box, logger, 'a\n');
    });
    differs('L14', `${whose} and full stops nothing`, stuck, { runit: false, runstate: true });
  }

  const piped = live({}, async (logger) => {
    await logger.log('a\n');
    await logger.signal('SIGPIPE');
    try {
      logger.write('b\n');
    } catch (error) {
      // It has ended, and its input with it.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
    const isLogged = () => logger.look().directories.d?.files.some(({ content }) => content === 'a\nb\n');
    await until('it has ended, or logs', () => logger.program.result || isLogged());
    return logger.program.result ?? 'alive';
  });
  differs('L14', 'and SIGPIPE: it ends nothing', piped, {
    runit: { code: undefined, signal: 'SIGPIPE' },
    runstate: 'alive',
  });
});
