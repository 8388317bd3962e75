import { readdirSync } from 'node:fs';
import { givenTo } from './child.ts';
import { childrenOf, commandLine, isAsleep } from './proc.ts';
import type { Sandbox } from './sandbox.ts';
import type { LiveLogger } from './svlogd-live.ts';
import { until } from './until.ts';

/** A command of sh that goes on when the test says so: a file `go` beside the log directories. */
export const WAITS = 'until [ -e ../go ]; do sleep 0.02; done';

export const go = (box: Sandbox): void => void box.make('.', { go: { text: '' } });

/** The processor's shell, where it waits. */
export const processor = (logger: LiveLogger): Promise<number> =>
  until(
    'a processor runs',
    () => childrenOf(logger.program.pid).find((pid) => commandLine(pid)[0] === 'sh' && isAsleep(pid)),
    { seen: () => logger.look() },
  );

const LABEL = /@[0-9a-f]{24}/g;

/** All that a processor was given. What it catches is its own choice, as soon as it runs. */
export const given = (box: Sandbox, logger: LiveLogger, pid: number) => {
  const { limits: _limits, caught: _caught, ...all } = givenTo(box, pid, logger.program.pid);
  return JSON.parse(JSON.stringify(all).replace(LABEL, '@TIME')) as typeof all;
};

/** Waits until no old file waits for its processor, and no output is half made. */
export const processed = (box: Sandbox, count: number, directory = 'd'): Promise<boolean> =>
  until(`${count} files are processed`, () => {
    const names = readdirSync(box.path(directory));
    const old = (letter: string) => names.filter((name) => name.startsWith('@') && name.endsWith(letter)).length;
    return old('.u') === 0 && old('.t') === 0 && old('.s') === count;
  });
