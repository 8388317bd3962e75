import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommand } from '../../machines/rules/chpst/aliases.ts';
import { controlEvent } from '../../machines/rules/control-letter.ts';
import { type OptionProblem, readOptions } from '../../machines/rules/getopt.ts';
import { RSVLOG_SETTINGS } from '../../machines/rules/rsvlog.ts';
import { svCommand, WORDS } from '../../machines/rules/sv-command.ts';
import { svOptions } from '../../machines/rules/sv-options.ts';
import { DEFAULT_CONFIG, parseConfig } from '../../machines/rules/svlog/config.ts';
import { svlogdOptions } from '../../machines/rules/svlog/options.ts';
import { plainText } from '../../manual/markdown.ts';
import { listed, optionsIn, type Page, readPages } from '../../manual/page.ts';
import type { Command, CommandOptions } from '../../runtime/commands.ts';
import { UTMPSET_LETTERS } from '../../runtime/utmpset.ts';

const RUNTIME = resolve(import.meta.dirname, '../../runtime');
const pages = readPages();
const pageOf = (name: string): Page => pages.find((page) => page.name === name)!;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** All characters that an option can be, or a letter of a file. */
const CHARACTERS = Array.from({ length: 0x7f - 0x21 }, (_, at) => String.fromCharCode(0x21 + at));

/** An option, and whether it has an argument: `-w=`. */
const shown = (flag: string, takes: boolean): string => `${flag}${takes ? '=' : ''}`;
const told = (name: string, of?: string): string[] =>
  optionsIn(pageOf(name), of)
    .flatMap(({ flags, argument }) => flags.map((flag) => shown(flag, argument !== undefined)))
    .sort();

type Outcome = OptionProblem | object;

/** The options of one letter that a parser takes, found out by giving it each of them as its only word. */
const taken = (parse: (args: readonly string[]) => Outcome): string[] =>
  CHARACTERS.filter((letter) => letter !== '-').flatMap((letter) => {
    const outcome = parse([`-${letter}`]);
    const problem = 'problem' in outcome ? outcome.problem : undefined;
    return problem === 'illegal' ? [] : [shown(`-${letter}`, problem === 'argument')];
  });

describe('options that a program takes are those of its page', () => {
  it.each<[name: string, of: string | undefined, parse: (args: readonly string[]) => Outcome]>([
    ['sv', undefined, svOptions],
    ['svlogd', undefined, (args) => svlogdOptions(args, bytesOf)],
    ['chpst', undefined, (args) => readCommand('chpst', args)],
    ['chpst', 'setlock', (args) => readCommand('setlock', args)],
    ['chpst', 'softlimit', (args) => readCommand('softlimit', args)],
    ['utmpset', undefined, (args) => readOptions<OptionProblem>(args, UTMPSET_LETTERS, () => undefined)],
  ])('%s %s', (name, of, parse) => {
    expect(taken(parse).sort()).toEqual(told(name, of));
  });
});

/** The commands of `runstate`, by name, each from the file that has it. */
const commands = (
  await Promise.all(
    readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })
      .filter((file) => /(^|\/|-)command\.ts$/.test(file))
      .map((file) => import(join(RUNTIME, file)) as Promise<Record<string, Command>>),
  )
).flatMap((exported) =>
  Object.entries(exported).flatMap(([name, command]) =>
    name.endsWith('Command') && command.options ? [[name.slice(0, -'Command'.length), command.options] as const] : [],
  ),
);

describe('options that a command of runstate takes are those of its page', () => {
  it.each<readonly [string, CommandOptions]>(commands)('%s', (name, options) => {
    const taken = Object.entries(options).map(([option, { type }]) => shown(`--${option}`, type === 'string'));
    expect(taken.sort()).toEqual(told(`runstate-${name}`));
  });

  it('and every page is that of a command', () => {
    const told = pages.flatMap(({ name }) => (name.startsWith('runstate-') ? [name.replace('runstate-', '')] : []));
    expect(commands.map(([name]) => name).sort()).toEqual(told.sort());
  });
});

const terms = (name: string, section: string): string[] =>
  listed(pageOf(name), section).map(({ term }) => plainText(term));
const firsts = (words: readonly string[]): string[] => [...new Set(words.map((word) => word.charAt(0)))].sort();

describe('what else is told is what is done', () => {
  it('commands of sv', () => {
    const words = terms('sv', 'Commands');
    const spelled = words.filter((word) => Object.hasOwn(WORDS, word));
    expect(spelled.sort()).toEqual(Object.keys(WORDS).sort());
    // Of the others only the first character counts; some that are short for one that is spelled out stand beside it.
    const short = listed(pageOf('sv'), 'Commands')
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.type === 'paragraph' ? block.spans : []))
      .filter(({ style, text }) => style === 'literal' && text.length === 1)
      .map(({ text }) => text);
    const told = firsts([...words.filter((word) => !spelled.includes(word)), ...short]);
    expect(told).toEqual(CHARACTERS.filter((letter) => svCommand(letter, false) !== undefined));
  });

  it('letters for runsv', () => {
    const heard = CHARACTERS.filter((letter) => controlEvent(letter.charCodeAt(0)) !== undefined);
    expect(terms('runsv', 'Control').sort()).toEqual(heard);
  });

  it("lines of svlogd's config", () => {
    const read = (letter: string) => parseConfig(bytesOf(`${letter}127.0.0.1:7\n`));
    const heard = CHARACTERS.filter((letter) => JSON.stringify(read(letter)) !== JSON.stringify(DEFAULT_CONFIG));
    expect(firsts(terms('svlogd', 'Configuration'))).toEqual(heard);
  });

  it('settings of rsvlog', () => {
    expect(terms('rsvlog', 'Environment').sort()).toEqual([...RSVLOG_SETTINGS].sort());
  });
});
