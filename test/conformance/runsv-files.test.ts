import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { hasReader } from './support/fifo.ts';
import { empty, link, runs, type Sandbox, type Tree, text } from './support/sandbox.ts';
import { runToEnd } from './support/startup.ts';
import { until } from './support/until.ts';

const RUN: Tree = { run: runs('recorder.sh'), down: empty };
const LOGGED: Tree = { ...RUN, 'log/run': runs('recorder.sh'), 'log/down': empty };

/** Files of ours beside runit's: the record of the child, and the pipe of the log. */
const OWN_FILES = ['child', 'logpipe'];

/** Names and modes of what runsv makes, a FIFO with a trailing `|`. */
const listing = (box: Sandbox, directory: string): string[] =>
  readdirSync(box.path(directory), { withFileTypes: true })
    .filter(({ name }) => !OWN_FILES.includes(name))
    .map((entry) => `${entry.name}${entry.isFIFO() ? '|' : entry.isDirectory() ? '/' : ''}`)
    .sort();

const runsAfterAll = (name: string, tree: Tree, before: (box: Sandbox) => void = () => {}): void =>
  same(name, async (box) => {
    before(box);
    const service = box.make('service', tree);
    const runsv = await box.supervise(service);
    await service.write('z');
    const made = listing(box, 'service/supervise');
    runsv.signal('SIGTERM');
    return { made, ending: await runsv.ended(), stderr: runsv.stderr(), view: service.view() };
  });

describe('supervise is somewhere else', () => {
  runsAfterAll('a link to a directory', { ...RUN, supervise: link('../elsewhere') }, (box) =>
    mkdirSync(box.path('elsewhere')),
  );
  runsAfterAll('a dangling link, one level deep', { ...RUN, supervise: link('../elsewhere') });
  runsAfterAll('a dangling link of the log', {
    ...LOGGED,
    supervise: link('../elsewhere'),
    'log/supervise': link('../../elsewhere.log'),
  });
  runsAfterAll('a dangling link of 255 bytes', { ...RUN, supervise: link(`../${'t'.repeat(252)}`) });
  runsAfterAll('a link to a link', { ...RUN, supervise: link('../first') }, (box) => {
    mkdirSync(box.path('second'));
    symlinkSync('second', box.path('first'));
  });
});

describe('files of our own', () => {
  const unknownFiles = async (box: Sandbox): Promise<string[]> => {
    const service = box.make('service', { run: runs('recorder.sh'), 'log/run': runs('logger.sh') });
    await box.supervise(service);
    await service.started('run');
    await service.log.started('run');
    return ['supervise', 'log/supervise'].flatMap((directory) =>
      OWN_FILES.filter((name) => service.exists(`${directory}/${name}`)).map((name) => `${directory}/${name}`),
    );
  };
  differs('R02', 'lie beside those of runit', unknownFiles, {
    runit: [],
    runstate: ['supervise/child', 'supervise/logpipe', 'log/supervise/child'],
  });
});

describe('log is not what it should be', () => {
  runsAfterAll('a file', { ...RUN, log: empty });
  runsAfterAll('a dangling link', { ...RUN, log: link('nowhere') });
  runsAfterAll('a link to a directory', { ...RUN, log: link('../logger'), '../logger/down': empty });
  runsAfterAll('a loop of links', { ...RUN, log: link('log') });
  runsAfterAll('an empty directory', { ...RUN, log: 'directory', 'log/down': empty });
});

describe('what was left by an earlier runsv', () => {
  runsAfterAll('files with other modes stay as they are', {
    ...RUN,
    'supervise/lock': text('', 0o644),
    'supervise/status': text('old', 0o600),
    'supervise/stat': text('run\n', 0o600),
    'supervise/pid': text('1\n', 0o600),
  });
  runsAfterAll('a link at lock is followed', { ...RUN, 'supervise/lock': link('../lockfile') });

  same('a dangling link at down does not count', async (box) => {
    const service = box.make('service', { ...RUN, down: link('nowhere') });
    await box.supervise(service);
    await service.started('run');
    return service.view();
  });
});

describe('two runsv for one directory', () => {
  same('the second leaves, and touches nothing', async (box) => {
    const service = box.make('service', { run: runs('recorder.sh') });
    await box.supervise(service);
    await service.started('run');
    const before = { stamp: service.stamp(), view: service.view() };
    const second = await runToEnd(box, 'runsv', ['service']);
    const unchanged = JSON.stringify({ stamp: service.stamp(), view: service.view() }) === JSON.stringify(before);
    return { second, unchanged, answers: hasReader(service.path('supervise/ok')) };
  });

  same('the second may begin once the first is gone', async (box) => {
    const service = box.make('service', RUN);
    const first = await box.supervise(service);
    first.signal('SIGTERM');
    const ending = await first.ended();
    const second = await box.supervise(service);
    return { ending, alive: second.result === undefined, view: service.view(), stderr: second.stderr() };
  });
});

describe('modes under a umask', () => {
  for (const umask of ['022', '027', '077', '000']) {
    same(umask, async (box) => {
      const service = box.make('service', LOGGED);
      const runsv = box.start(box.subject.runsv, ['service'], {
        through: ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh'],
      });
      await until('runsv answers', () => hasReader(service.path('log/supervise/ok')), { seen: () => runsv.stderr() });
      await service.write('z');
      const modes = (directory: string): string[] =>
        readdirSync(service.path(directory))
          .filter((name) => !OWN_FILES.includes(name))
          .sort()
          .map((name) => `${name} ${mode(service.path(directory, name))}`);
      return {
        supervise: [mode(service.path('supervise')), ...modes('supervise')],
        log: mode(service.path('log/supervise')),
      };
    });
  }
});

function mode(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8);
}
