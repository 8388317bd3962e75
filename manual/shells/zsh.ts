import { readFileSync } from 'node:fs';
import type { CommandLine, Kind, KnownOption, Word } from '../command-line.ts';

const ENGINE = readFileSync(new URL('engine.zsh', import.meta.url), 'utf8');

const head = (names: readonly string[]): string => `#compdef ${names.join(' ')}
# Completion for zsh of runit's programs and runstate. Made from manual/pages by npm run manual.
`;

/** Between single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** In brackets, or behind a colon, of a word that _arguments reads. */
const described = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&');

const wordText = ({ word, text }: Word): string => {
  const name = word.replaceAll(':', '\\:');
  return text === '' ? name : `${name}\\:"${text.replace(/["`$\\]/g, '\\$&')}"`;
};

/** What zsh does for a kind of word. */
const ACTIONS: Readonly<Record<Exclude<Kind['type'], 'words'>, string>> = {
  directory: '_files -/',
  file: '_files',
  user: '_users',
  service: '_runstate_services',
  program: '_normal',
  anything: '()',
};

const actionOf = (kind: Kind): string =>
  kind.type === 'words' ? `((${kind.words.map(wordText).join(' ')}))` : ACTIONS[kind.type];

const optionText = ({ flag, text, kind }: KnownOption): string =>
  quoted(`${flag}[${described(text)}]${kind ? `: :${actionOf(kind)}` : ''}`);

const operandText = (kind: Kind, at: number, { length }: readonly Kind[]): string => {
  if (kind.type === 'program') return quoted(`*:::program:${ACTIONS.program}`);
  return quoted(`${at === length - 1 ? '*' : at + 1}: :${actionOf(kind)}`);
};

const lineText = ({ options, operands }: CommandLine): string[] =>
  [...options.map(optionText), ...operands.map(operandText)].map((text) => `    ${text}`);

/** Options of one letter may be put together, and come before the operands. */
const lineCall = (line: CommandLine): string => {
  const isLong = line.options.some(({ flag }) => flag.startsWith('--'));
  return [`_arguments -S${isLong ? '' : " -s -A '-*'"}`, ...lineText(line)].join(' \\\n');
};

const commandsText = (commands: readonly CommandLine[]): string[] => [
  '  local curcontext=$curcontext state line',
  '  local -A opt_args',
  `  _arguments -C ${quoted(`1: :((${commands.map(({ name, summary }) => wordText({ word: name, text: summary })).join(' ')} help))`)} '*:: :->arguments' && return`,
  '  case $words[1] in',
  ...commands.map((line) => `  ${line.name})\n    ${lineCall(line)} ;;`),
  `  help)\n    _arguments ${quoted(`1: :(${commands.map(({ name }) => name).join(' ')})`)} ;;`,
  '  esac',
];

const functionText = (line: CommandLine): string => {
  const { name, commands } = line;
  const body = commands.length > 0 ? commandsText(commands) : [`  local -A opt_args\n  ${lineCall(line)}`];
  return [`_runstate_of_${name}() {`, ...body, '}\n'].join('\n');
};

/** Completions of all programs for zsh: one file, `_runstate`. */
export const zshCompletion = (lines: readonly CommandLine[]): string =>
  `${[head(lines.map(({ name }) => name)), ENGINE, ...lines.map(functionText)].join('\n')}\n_runstate_of_$service "$@"\n`;
