import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { program } from '../../support/temporary.ts';
import { BIN, NewcomerLab } from '../support/newcomer-lab.ts';

const ward = (): NewcomerLab => {
  const lab = new NewcomerLab();
  program(join(lab.services, 'a/run'), '#!/bin/sh\nexec sleep 1000\n', 0o644);
  writeFileSync(join(lab.services, 'a/down'), '');
  program(join(lab.services, 'b/run'), '#!/bin/sh\nexec sleep 1000\n');
  return lab;
};

const TOLD = [
  'ROOT/services/a: run is not executable',
  '    chmod +x ROOT/services/a/run',
  'ROOT/services/a: note: has a file down: is not started by itself',
  '    rm ROOT/services/a/down, if it is to be',
];

it('tells what is wrong and how to mend it, and ends with 1', async () => {
  const lab = ward();
  const all = [...TOLD, '2 services: 1 problem, 1 note', ''].join('\n');
  expect(await lab.runstate('doctor', 'services')).toEqual({ code: 1, out: all, err: '' });
  const usual = await lab.run(join(BIN, 'runstate'), ['doctor'], {
    SVDIR: lab.services,
  });
  expect(usual).toEqual({ code: 1, out: all, err: '' });
  const one = [...TOLD, '1 service: 1 problem, 1 note', ''].join('\n');
  expect(await lab.runstate('doctor', 'services/a')).toEqual({ code: 1, out: one, err: '' });
});

it('ends with 0 where there are notes at most', async () => {
  const lab = ward();
  expect(await lab.runstate('doctor', 'services/b')).toEqual({ code: 0, out: '1 service: nothing wrong\n', err: '' });
  program(join(lab.services, 'a/run'), '#!/bin/sh\nexec sleep 1000\n');
  expect(await lab.runstate('doctor', 'services')).toMatchObject({ code: 0 });
});

it('tells the same as JSON', async () => {
  const lab = ward();
  rmSync(join(lab.services, 'a/down'));
  const { code, out } = await lab.runstate('doctor', '--json', 'services');
  expect([code, JSON.parse(out)]).toEqual([
    1,
    {
      services: 2,
      findings: [
        {
          code: 'not-executable',
          level: 'problem',
          service: 'ROOT/services/a',
          path: 'ROOT/services/a/run',
          words: 'run is not executable',
          mend: 'chmod +x ROOT/services/a/run',
        },
      ],
      unseen: [],
    },
  ]);
});

it.each([
  [111, 'runstate: fatal: unable to look at ROOT/none: file does not exist\n', ['none']],
  [111, 'runstate: fatal: unable to look at ROOT/file: not a directory\n', ['file']],
  [100, 'usage: runstate doctor [--json] [--directory DIR]… [DIR…]\n', ['--what']],
] as const)('exit code %i: %s', async (code, err, args) => {
  const lab = new NewcomerLab();
  writeFileSync(join(lab.root, 'file'), '');
  mkdirSync(join(lab.root, 'empty'));
  expect(await lab.runstate('doctor', ...args)).toEqual({ code, out: '', err });
  expect(await lab.runstate('doctor', 'empty')).toEqual({ code: 0, out: '0 services: nothing wrong\n', err: '' });
});

it.skipIf(process.getuid!() !== 0)('tells what it may not look into, and what it finds in others', async () => {
  const lab = ward();
  chmodSync(lab.root, 0o755);
  program(join(lab.services, 'c/run'), '#!/bin/sh\nexec sleep 1000\n');
  chmodSync(join(lab.services, 'c'), 0o700);
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  const { code, out, err } = await lab.run('setpriv', [...nobody, join(BIN, 'runstate'), 'doctor', lab.services]);
  expect([code, out, err]).toEqual([
    111,
    [...TOLD, '3 services: 1 problem, 1 note', ''].join('\n'),
    'runstate: warning: unable to look at ROOT/services/c: access denied\n',
  ]);
});
