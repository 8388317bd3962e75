import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { add, lab, same, useLab } from './support/sv-compare.ts';
import { crafted } from './support/sv-lab.ts';
import { comparable, hasOracle, ORACLE, OURS, run } from './support/sv-run.ts';

describe.skipIf(!hasOracle())('how sv finds services, compared with runit', () => {
  useLab();

  it('finds services by the same rules', async () => {
    for (const name of ['name', 'name/log', 'a b', 'new\nline', '.dot', 'é']) add(name);
    lab.each(({ root }) => {
      mkdirSync(`${root}/../local/supervise`, { recursive: true });
      mkdirSync(`${root}/empty`);
      writeFileSync(`${root}/file`, '');
      symlinkSync('loop', `${root}/loop`);
    });
    const names = [
      ...['name', 'name/log', 'a b', 'new\nline', '.dot', './services/name', './name', 'name/', './services/name/'],
      ...['services/name/', 'services/name', '', '/', '.', '..', 'name/..', 'missing', 'missing/', './local', 'local/'],
      ...['empty', 'file', 'file/x', 'loop', 'x'.repeat(300), '-v', 'é', 'name//log', 'name/supervise/..'],
    ];
    // Where runit waits, it looks for these in another place than where it sent: test/runtime/sv.test.ts.
    const steady = names.filter((name) => name !== 'services/name/' && name !== 'local/');
    for (const command of ['status', 'u', 'x', 'check']) {
      await same([command, ...(command === 'check' ? steady : names)]);
      await same(['-w0', command, ...steady]);
    }
    await same(['status', ...names], { env: { SVDIR: '' } });
    await same(['status', ...names], { env: { SVDIR: 'services' } });
    await same(['status', ...names], { env: { SVDIR: './services/' } });
    await same(['status', ...names], { env: { SVDIR: 'services/file' } });
    await same(['status', ...names], { env: { SVDIR: 'missing' } });
    await Promise.all(names.map((name) => same(['status', name])));
    await Promise.all(['/name', '/missing'].map((end) => same(['status', `${lab.ours.root}${end}`])));
  });

  it('takes names that are not UTF-8', async () => {
    const name = Buffer.from('caf\xe9', 'latin1');
    lab.each((services) => services.add(name));
    const script = 'SVDIR=$1; export SVDIR; exec "$0" status "$(printf "caf\\351")" "$(printf "\\377/x")"';
    const [theirs, ours] = await Promise.all([
      run('/bin/sh', ['-c', script, ORACLE, lab.theirs.root]),
      run('/bin/sh', ['-c', script, OURS, lab.ours.root]),
    ]);
    expect(comparable(ours)).toEqual(comparable(theirs));
    expect(ours.stdout).toContain('run: caf\xe9: ');
    const nested = Buffer.from('d\xff/s', 'latin1');
    lab.each((services) => services.add(nested));
    const inside = 'SVDIR=$1/$(printf "d\\377"); export SVDIR; exec "$0" status s';
    const reached = await run('/bin/sh', ['-c', inside, OURS, lab.ours.root]);
    expect(comparable(reached)).toEqual(comparable(await run('/bin/sh', ['-c', inside, ORACLE, lab.theirs.root])));
    expect(reached.code).toBe(0);
  });

  it('reports the same about directories that are not as runsv leaves them', async () => {
    add('ok-none', { ok: 'none' });
    add('ok-file', { ok: 'file' });
    add('ok-unread', { ok: 'unread' });
    add('status-none', { status: 'none' });
    add('status-short', { status: Buffer.from('abc') });
    add('status-empty', { status: Buffer.alloc(0) });
    add('status-long', { status: Buffer.concat([crafted(), Buffer.from('more')]) });
    add('status-directory', { status: 'none' });
    lab.each(({ root }) => mkdirSync(`${root}/status-directory/supervise/status`));
    add('control-none', { control: 'none' });
    add('control-file', { control: 'file' });
    add('control-unread', { control: 'unread' });
    add('control-full', { full: true });
    add('down-loop');
    lab.each(({ root }) => symlinkSync('down', `${root}/down-loop/down`));
    add('down-dangling');
    lab.each(({ root }) => symlinkSync('nowhere', `${root}/down-dangling/down`));
    add('fine');
    const names = [
      ...['ok-none', 'ok-file', 'ok-unread', 'status-none', 'status-short', 'status-empty', 'status-long'],
      ...['status-directory', 'control-none', 'control-file', 'control-unread', 'control-full', 'down-loop'],
      ...['down-dangling', 'fine'],
    ];
    for (const word of ['status', 'u', 'd', 't', 'x', 'force-shutdown', 'force-restart', 'check', 'h'])
      await Promise.all([
        same([word, ...names], { env: { SVWAIT: '0' } }),
        same(['-w0', word, ...names]),
        same(['-v', word, ...names.toReversed()], { env: { SVWAIT: '' } }),
      ]);
  });

  it('tells of the log service alike', async () => {
    const kinds = {
      fine: {},
      file: { ok: 'file' },
      gone: { ok: 'unread' },
      down: { status: crafted({ pid: 0, state: 0, want: 'd' }) },
      long: { status: Buffer.alloc(30, 'a') },
    } as const;
    for (const [kind, log] of Object.entries(kinds)) {
      add(`log-${kind}`);
      add(`log-${kind}/log`, log);
    }
    for (const kind of ['plain', 'loop', 'dangling']) add(`log-${kind}`);
    lab.each(({ root }) => {
      writeFileSync(`${root}/log-plain/log`, '');
      symlinkSync('log', `${root}/log-loop/log`);
      symlinkSync('nowhere', `${root}/log-dangling/log`);
    });
    for (const [name, loop] of [
      ['log-odd-down', 'log/down'],
      ['log-main-odd-down', 'down'],
    ] as const) {
      add(name);
      add(`${name}/log`);
      lab.each(({ root }) => symlinkSync('down', `${root}/${name}/${loop}`));
    }
    const names = [...Object.keys(kinds), 'plain', 'loop', 'dangling', 'odd-down', 'main-odd-down'].map(
      (n) => `log-${n}`,
    );
    await same(['status', ...names, ...names.map((name) => `${name}/log`)]);
    await same(['-v', 'u', ...names]);
  });

  it('refuses to work in a directory that cannot be read', async ({ skip }) => {
    const nobody = (program: string, cwd: string, ...args: string[]) =>
      run('/usr/bin/chpst', ['-u', 'nobody', program, ...args], { cwd });
    if ((await nobody(OURS, '/')).code !== 100) skip('nobody may not run programs from here');
    chmodSync(lab.root, 0o755);
    mkdirSync(`${lab.root}/dark`, 0o311);
    chmodSync(`${lab.root}/dark`, 0o311);
    for (const args of [
      ['status', 'x'],
      ['start', 'x'],
      ['zz', 'x'],
    ]) {
      const [theirs, ours] = await Promise.all(
        [ORACLE, OURS].map((program) => nobody(program, `${lab.root}/dark`, ...args)),
      );
      expect(comparable(ours!)).toEqual(comparable(theirs!));
      expect(ours!.code).toBe(100);
    }
  });
});
