import { readFileSync } from 'node:fs';
import type { CommandLine, Kind, KnownOption } from '../command-line.ts';

const ENGINE = readFileSync(new URL('engine.fish', import.meta.url), 'utf8');

const HEAD = `# Completion for fish (3.5 or later) of runit's programs and runstate. Source it, or install it as NAME.fish for each program in a
# directory of $fish_complete_path. Made from manual/pages by npm run manual.
`;

/** Between single quotes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The options that have an argument. */
const withArgument = ({ options }: CommandLine): string =>
  options
    .filter(({ kind }) => kind !== undefined)
    .map(({ flag }) => flag)
    .join(' ');

/**
 * What fish does for a kind of word, as arguments of its `complete`: each a line.
 *
 * @param before how many operands come before it.
 */
const answers = (kind: Kind, line: CommandLine, before: number): string[] => {
  switch (kind.type) {
    case 'directory':
      return ["-x -a '(__fish_complete_directories)'"];
    case 'file':
      return ['-r -F'];
    case 'user':
      return ["-x -a '(__fish_complete_users)'"];
    case 'service':
      return ["-x -a '(__runstate_services)'"];
    case 'program':
      return [`-x -a ${quoted(`(__fish_complete_subcommand --fcs-skip=${before + 1} ${withArgument(line)})`)}`];
    case 'words':
      return kind.words.map(({ word, text }) => `-x -a ${quoted(word)}${text && ` -d ${quoted(text)}`}`);
    default:
      return ['-x'];
  }
};

const argumentText = (kind: Kind, line: CommandLine): string =>
  kind.type === 'words' ? `-x -a ${quoted(kind.words.map(({ word }) => word).join(' '))}` : answers(kind, line, 0)[0]!;

const optionText = (line: CommandLine, condition: string, { flag, text, kind }: KnownOption): string => {
  const name = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
  return `${condition} ${name}${kind ? ` ${argumentText(kind, line)}` : ''} -d ${quoted(text)}`;
};

/** Each operand has its place; the last one holds for all that follow. */
const operandTexts = (line: CommandLine, call: string, command: string, kind: Kind, at: number): string[] => {
  const isLast = at === line.operands.length - 1;
  const place = at + (command === '' ? 0 : 1);
  const count = `test (__runstate_operands ${withArgument(line)}) ${isLast ? '-ge' : '-eq'} ${place}`;
  const isAnywhere = isLast && place === 0;
  const condition = isAnywhere ? '' : ` -n ${quoted(`${command}${count}`)}`;
  return answers(kind, line, at).map((answer) => `${call}${condition} ${answer}`);
};

/** @param command what is true where the command of a program was given whose line this is. */
const lineTexts = (line: CommandLine, name: string, command = ''): string[] => {
  const call = `complete -c ${name}`;
  const condition = command === '' ? call : `${call} -n ${quoted(command.replace('; and ', ''))}`;
  return [
    ...line.options.map((option) => optionText(line, condition, option)),
    ...line.operands.flatMap((kind, at) => operandTexts(line, call, command, kind, at)),
  ];
};

const commandTexts = (line: CommandLine): string[] => [
  `complete -c runstate -n __fish_use_subcommand -a ${line.name} -d ${quoted(line.summary)}`,
  ...lineTexts(line, 'runstate', `__fish_seen_subcommand_from ${line.name}; and `),
];

const helpTexts = (commands: readonly CommandLine[]): string[] => [
  "complete -c runstate -n __fish_use_subcommand -a help -d 'tell how a command is used'",
  `complete -c runstate -n '__fish_seen_subcommand_from help' -a ${quoted(commands.map(({ name }) => name).join(' '))}`,
];

const programText = (line: CommandLine): string => {
  const { name, commands } = line;
  const texts =
    commands.length > 0 ? [...commands.flatMap(commandTexts), ...helpTexts(commands)] : lineTexts(line, name);
  return [`complete -c ${name} -f`, ...texts, ''].join('\n');
};

/** Completions of all programs for fish. */
export const fishCompletion = (lines: readonly CommandLine[]): string =>
  [HEAD, ENGINE, ...lines.map(programText)].join('\n');
