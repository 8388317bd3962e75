import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../support/temporary.ts';
import { Terminal } from './support/terminal.ts';

const COMPLETIONS = resolve(import.meta.dirname, '../../completions');

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Services in a directory of their own, `./sv`, where `$SVDIR` leads. */
const services = (): string => {
  const directory = temporary();
  for (const path of ['nginx/log', 'node', 'odd name', '.hidden'])
    mkdirSync(join(directory, 'sv', path), { recursive: true });
  writeFileSync(join(directory, 'sv/note'), '');
  return directory;
};

/** What is typed, and the words that come of it. Every tab completes what can only be one thing. */
const TYPED: readonly (readonly [typed: string, words: string])[] = [
  ['sv resta\t ng\t', '<sv><restart><nginx>'],
  ['sv -w 3 up no\t', '<sv><-w><3><up><node>'],
  ['sv up nginx/\t', '<sv><up><nginx/log>'],
  ['sv up od\t', '<sv><up><odd name>'],
  ['sv up ./sv/nod\t', '<sv><up><./sv/node>'],
  ['runstate hist\t no\t', '<runstate><history><node>'],
  ['runstate status --dir\t ./s\t', '<runstate><status><--directory><./sv>'],
  ['runstate wait nginx --until bac\t', '<runstate><wait><nginx><--until><backoff>'],
  ['runstate new --use\t roo\t web -- sv resta\t', '<runstate><new><--user><root><web><--><sv><restart>'],
  ['chpst -u roo\t -/ ./s\t sv resta\t ng\t', '<chpst><-u><root><-/><./sv><sv><restart><nginx>'],
  ['setuidgid roo\t sv resta\t', '<setuidgid><root><sv><restart>'],
  ['svlogd -tt ./s\t', '<svlogd><-tt><./sv>'],
];
const PROGRAMS = [...new Set(TYPED.map(([typed]) => typed.split(' ')[0]!))];

/** The programs, as functions of a shell that show what they are given. */
const SHOWN = PROGRAMS.map((name) => `${name}() { printf '<%s>' ${name} "$@"; echo; }\n`).join('');

const bash = (directory: string): Terminal => {
  const settings = join(directory, '.bashrc');
  writeFileSync(settings, `PS1='ready> '\nsource ${COMPLETIONS}/runstate.bash\n${SHOWN}`);
  return new Terminal(`bash --noprofile --rcfile ${settings} -i`, directory, { SVDIR: join(directory, 'sv') });
};

const zsh = (directory: string): Terminal => {
  const settings = `PS1='ready> '\nfpath=(${COMPLETIONS} $fpath)\nautoload -Uz compinit && compinit -u -D\n${SHOWN}`;
  writeFileSync(join(directory, '.zshrc'), `unsetopt prompt_sp\n${settings}`);
  return new Terminal('zsh -o no_global_rcs -i', directory, { SVDIR: join(directory, 'sv'), ZDOTDIR: directory });
};

describe.each([
  ['bash', bash],
  ['zsh', zsh],
] as const)('%s', (shell, open) => {
  it.skipIf(!has(shell) || !has('script'))(`completes what is typed (needs ${shell} and script)`, async () => {
    const terminal = open(services());
    const seen: [string, string][] = [];
    // The slash behind a directory stays in bash, and goes in zsh.
    for (const [typed] of TYPED) seen.push([typed, (await terminal.type(typed)).replace(/(\w)\/>/g, '$1>')]);
    expect(seen).toEqual(TYPED);
  });
});

/** All that fish offers for a line, each with what it means. */
const offered = (line: string): string[] => {
  const directory = services();
  const command = `source ${COMPLETIONS}/runstate.fish; complete -C ${JSON.stringify(line)}`;
  const { stdout } = spawnSync('fish', ['--no-config', '-c', command], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, HOME: directory, SVDIR: join(directory, 'sv') },
  });
  return stdout.split('\n').filter(Boolean);
};

describe.skipIf(!has('fish'))('fish offers (needs fish)', () => {
  it.each([
    ['sv res', ['restart\tsend TERM and CONT, and wait until it runs anew, and its check']],
    ['sv up n', ['nginx', 'nginx/log', 'node']],
    ['sv -w 3 up o', ['odd name']],
    ['sv -', ['-V', '-v', '-w']],
    ['runstate hi', ['history\ttell why a service is in its state, and its last steps']],
    ['runstate status --js', ['--json\tas JSON, in a line']],
    ['runstate status --directory ./s', ['./sv/\tDirectory']],
    ['runstate wait nginx --until ba', ['backoff\tthe states']],
    ['chpst -u roo', ['root\troot']],
    ['chpst -u root -/ . sv resta', ['restart\tsend TERM and CONT, and wait until it runs anew, and its check']],
    ['setuidgid root sv up nod', ['node']],
    ['svlogd -tt ./s', ['./sv/\tDirectory']],
  ])('%s', (line, expected) => {
    // What an option means is told beside it; which ones there are is the matter of this one.
    const words = line.endsWith('-') ? offered(line).map((text) => text.split('\t')[0]) : offered(line);
    expect(words).toEqual(expected);
  });
});
