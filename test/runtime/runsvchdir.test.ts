import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Lab } from '../faults/support/lab.ts';
import { until } from '../support/until.ts';

const BIN = resolve(import.meta.dirname, '../../dist/bin');

it('has a runsvdir exchange its services, and exchange them back', async () => {
  const lab = new Lab();
  for (const name of ['web', 'rescue', 'both']) lab.define(name);
  const levels = { default: ['web', 'both'], single: ['rescue', 'both'] };
  for (const [level, names] of Object.entries(levels)) {
    mkdirSync(join(lab.root, 'levels', level), { recursive: true });
    for (const name of names) symlinkSync(lab.home(name), join(lab.root, 'levels', level, name));
  }
  symlinkSync('default', join(lab.root, 'levels/current'));
  symlinkSync('levels/current', join(lab.root, 'service'));
  const change = (level: string): string =>
    execFileSync(join(BIN, 'runsvchdir'), [level], { env: { RUNSVDIR: join(lab.root, 'levels') }, encoding: 'utf8' });

  const runsvdir = spawn(join(BIN, 'runsvdir'), [join(lab.root, 'service')], { stdio: 'ignore' });
  onTestFinished(() => void runsvdir.kill('SIGKILL'));
  await lab.running('web');
  const kept = await lab.running('both');
  expect(change('single')).toBe('runsvchdir: single: now current.\n');
  await lab.running('rescue');
  await until('the other level is down', () => lab.alive('web').length === 0);
  expect(change('default')).toBe('runsvchdir: default: now current.\n');
  await lab.running('web');
  await until('the rescue is down', () => lab.alive('rescue').length === 0);
  expect(await lab.running('both')).toBe(kept);
});
