import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../adapters/system.ts';
import { diagnosticText } from '../../runtime/diagnostics.ts';

const FATAL: Diagnostic = {
  program: 'runsv',
  subject: 'svc',
  level: 'fatal',
  message: 'unable to lock supervise/lock',
  code: 'EAGAIN',
};

describe('as text', () => {
  it.each<[Diagnostic, string]>([
    [FATAL, 'runsv svc: fatal: unable to lock supervise/lock: temporary failure\n'],
    [
      { program: 'runsvdir', subject: '/d', level: 'warning', message: 'log service disabled.' },
      'runsvdir /d: warning: log service disabled.\n',
    ],
    // The doubled colon is runit's.
    [
      { program: 'runsv', subject: 's', level: 'warning', message: 'unable to stat() ./log: ', code: 'EACCES' },
      'runsv s: warning: unable to stat() ./log: : access denied\n',
    ],
    [
      { program: 'runsv', subject: '', level: 'fatal', message: 'unable to change to directory', code: 'EWHAT' },
      'runsv : fatal: unable to change to directory: unknown error\n',
    ],
    [{ ...FATAL, code: undefined, cause: 'why' }, 'runsv svc: fatal: unable to lock supervise/lock: why\n'],
  ])('%o', (diagnostic, text) => expect(diagnosticText(diagnostic)).toBe(text));

  it('a fault is told with where it came from', () => {
    const text = diagnosticText({ ...FATAL, code: undefined, message: 'fault', cause: new Error('broken') });
    expect(text).toMatch(/^runsv svc: fatal: fault: Error: broken\n {4}at /);
  });
});

/** A program of its own says it, and ends at once: nothing may be lost in a buffer. */
const said = async (format: string, diagnostic: string, redirect = ''): Promise<string> => {
  const module = new URL('../../runtime/diagnostics.ts', import.meta.url).href;
  const script = `const { createReport } = await import('${module}'); (await createReport('${format}'))(${diagnostic}); process.exit(0);`;
  const { stderr, exitCode } = await execa('/bin/sh', [
    '-c',
    `exec "$0" --input-type=module -e "$1" ${redirect}`,
    process.execPath,
    script,
  ]);
  expect(exitCode).toBe(0);
  return stderr;
};

describe('from a program', () => {
  it('as a line on standard error', async () => {
    expect(await said('', JSON.stringify(FATAL))).toBe(diagnosticText(FATAL).trim());
  });

  it('as JSON where it is asked for', async () => {
    const line = JSON.parse(await said('json', `{ ...${JSON.stringify(FATAL)}, cause: new Error('why') }`));
    expect(line).toMatchObject({
      level: 60,
      program: 'runsv',
      subject: 'svc',
      msg: 'unable to lock supervise/lock',
      code: 'EAGAIN',
      reason: 'temporary failure',
      err: { message: 'why' },
    });
    expect(line.pid).toBeGreaterThan(0);
  });

  it.each(['', 'json'])('%j: nobody listens, and it goes on', async (format) => {
    expect(await said(format, JSON.stringify(FATAL), '2>/dev/full')).toBe('');
    expect(await said(format, JSON.stringify(FATAL), '2>&-')).toBe('');
  });
});
