import { resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import helpFile from '../../runtime/help.json' with { type: 'json' };

const RUNSTATE = resolve(import.meta.dirname, '../../dist/bin/runstate');

const run = async (...args: readonly string[]): Promise<[code: number | undefined, out: string, err: string]> => {
  const { exitCode, stdout, stderr } = await execa(RUNSTATE, args, { reject: false, stripFinalNewline: false });
  return [exitCode, stdout, stderr];
};

const { usage, summary, details } = helpFile.wait;
const WAIT = `${[`usage: runstate ${usage}`, summary, ...details].join('\n')}\n`;
const OVERVIEW = /^usage: runstate COMMAND\n(?: {2}\w+ +\w.*\n)+runstate help COMMAND tells how one is used\n$/;

describe('help', () => {
  it.each([
    ['help', 'wait'],
    ['wait', '--help'],
    ['wait', 'nginx', '--help'],
    ['--help', 'wait'],
  ])('runstate %s %s tells how a command is used', async (...args) => {
    expect(await run(...args.filter((arg) => arg !== undefined))).toEqual([0, WAIT, '']);
  });

  it('tells what commands there are', async () => {
    expect(await run('help')).toEqual([0, expect.stringMatching(OVERVIEW), '']);
  });

  it('of a command that there is none of is wrong usage', async () => {
    const [code, out, err] = await run('help', 'nonsense');
    const [first, ...rest] = err.split('\n');
    expect([code, out, first]).toEqual([100, '', 'runstate: fatal: there is no command nonsense']);
    expect(rest.join('\n')).toMatch(OVERVIEW);
  });

  it('is not asked for behind --, where another program begins', async () => {
    const [code, out, err] = await run('new', '--directory', '/nowhere', 'a', '--', '/bin/true', '--help');
    expect([code, out]).toEqual([111, '']);
    expect(err).toContain('/nowhere');
  });

  it('is told in lines that a terminal has room for', () => {
    const lines = Object.values(helpFile).flatMap((help) => help.details);
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
  });
});
