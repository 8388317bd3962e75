import { expect, it, onTestFinished } from 'vitest';
import { stepOf } from '../../../runtime/watch/note.ts';
import { whyText } from '../../../runtime/watch/why.ts';
import { FakeRunsvdir } from './support/fake-runsvdir.ts';

type Options = ConstructorParameters<typeof FakeRunsvdir>[3];
type Play = (runsvdir: FakeRunsvdir) => void;

const whyAfter = (play: Play, options: Options = {}): string => {
  const runsvdir = new FakeRunsvdir(true, 1, undefined, options);
  onTestFinished(() => runsvdir.stop());
  play(runsvdir);
  const { journal, services } = runsvdir.recorder!;
  const steps = journal.excerpt('s0').notes.map(stepOf);
  const status = services.status('s0/main')!;
  return whyText(status, steps, status.since);
};
const letters = (text: string) => (runsvdir: FakeRunsvdir) => runsvdir.letters(text, text.length);

it.each<[string, Play, string, Options?]>([
  ['has just been started', () => {}, 'running (pid 1) for 0 s, wanted up'],
  ['was sent a signal that it took', letters('h1'), 'running (pid 1) for 0 s, wanted up'],
  ['was taken down', letters('d'), 'backoff for 0 s, wanted down: sv down, run was killed by SIGTERM'],
  [
    'died of a letter that was not for that',
    letters('ht'),
    'backoff for 0 s, wanted up: sv term, run was killed by SIGTERM, a pause of 1 s before the next start',
  ],
  [
    'was killed by a letter',
    letters('hk'),
    'backoff for 0 s, wanted up: sv kill, run was killed by SIGKILL, a pause of 1 s before the next start',
  ],
  [
    'ended by itself, after a letter that it took',
    (runsvdir) => {
      runsvdir.letters('h', 1);
      runsvdir.exits(0, 3);
    },
    'backoff for 0 s, wanted up: run exited with 3, a pause of 1 s before the next start',
  ],
  ['runs once', letters('o'), 'running (pid 1) for 0 s, wanted down: sv once'],
  [
    'ran once',
    (runsvdir) => {
      runsvdir.letters('o', 1);
      runsvdir.exits(0, 0);
    },
    'backoff for 0 s, wanted down: sv once, run exited with 0',
  ],
  ['is paused', letters('p'), 'running, paused (pid 1) for 0 s, wanted up: sv pause'],
  [
    'takes its time',
    letters('d'),
    'running, got TERM (pid 1) for 0 s, wanted down: sv down, it was sent TERM and has not ended yet',
    { obeys: false },
  ],
  [
    'is finishing, and told to stay down then',
    (runsvdir) => {
      runsvdir.exits(0, 3);
      runsvdir.letters('d', 1);
    },
    'finishing (pid 1) for 0 s, wanted down: run exited with 3, sv down',
    { finishes: false },
  ],
  ['is not to run', () => {}, 'down for 0 s, wanted down: it has a file down', { isDown: true }],
  ['is not to run, but was told to', letters('u'), 'running (pid 1) for 0 s, wanted up: sv up', { isDown: true }],
])('tells why a service %s', (_, play, text, options) => {
  expect(whyAfter(play, options)).toBe(`s0 is ${text}`);
});
