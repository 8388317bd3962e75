import { describe } from 'vitest';
import { inNamespace } from '../support/namespace.ts';
import { differs, same } from './support/compare.ts';
import { boot, differsBoot, PREPARE, sameBoot } from './support/init.ts';
import type { Sandbox } from './support/sandbox.ts';

/** Runs it on this machine itself: nothing but calls that ask for nothing. */
const called =
  (program: 'runit' | 'runitInit', ...args: readonly string[]) =>
  async (box: Sandbox) => {
    if (/^[06]/.test(args[0] ?? '')) throw new Error('only in a namespace');
    const file = box.subject[program];
    const running = box.start(file, args);
    const ending = await running.ended();
    return { ...ending, stdout: running.stdout(), stderr: running.stderr().replaceAll(file, program) };
  };

describe('called by anybody', () => {
  same('runit wants to be process 1', called('runit'));
  same('runit does not look at its arguments', called('runit', '-V', 'x'));
  same('runit-init without an argument', called('runitInit'));
  same('runit-init with an empty argument', called('runitInit', ''));
  same('runit-init with another argument', called('runitInit', 'x', '0'));
  differs('I08', 'runit-init -V', called('runitInit', '-V'), {
    runit: {
      code: 0,
      signal: undefined,
      stdout: '',
      stderr: '$Id: f075d98bf7dd17c893021f9572cbb970cdad8dcf $\n\nusage: runitInit 0|6\n\n',
    },
    runstate: { code: 0, signal: undefined, stdout: '', stderr: 'runstate 0.1.0\n\nusage: runitInit 0|6\n\n' },
  });
});

describe('runit-init', () => {
  sameBoot('as process 1 becomes runit', async (box) =>
    boot(box, { 1: 'ps -o comm= -p 1', 2: '', 3: '' }, { program: box.subject.runitInit }).ended(),
  );

  const ask = (level: string, prepare: string) => async (box: Sandbox) => {
    const stage = `${prepare}; trap '' CONT; $INIT ${level}; echo $?; stat -c "%n %a %s" /run/runit.*`;
    const { wrote, ending } = await boot(box, { 1: '', 2: stage, 3: '' }).ended();
    return { wrote, ending };
  };
  const held = 'mkdir /run/runit.stopit';
  sameBoot('cannot make a directory of a request', ask('0', held));
  sameBoot('empties what it finds', ask('1', `${PREPARE}; echo x >/run/runit.stopit`));

  const stranger = async (box: Sandbox) => {
    const script = `trap 'echo got CONT' CONT; ${box.subject.runitInit} 6; echo $?; cd /run; echo runit.*`;
    const [unshare, ...words] = inNamespace(box.path(), 'sh', '-c', script);
    const running = box.start(unshare, words);
    const ending = await running.ended();
    return { ...ending, stdout: running.stdout(), stderr: running.stderr() };
  };
  differsBoot('I09', 'where process 1 is somebody else', stranger, {
    runit: { code: 0, signal: undefined, stdout: 'got CONT\n0\nrunit.reboot runit.stopit\n', stderr: '' },
    runstate: {
      code: 0,
      signal: undefined,
      stdout: '111\nrunit.*\n',
      stderr: 'init: fatal: process no 1 is not runit\n',
    },
  });
});
