import { readFileSync } from 'node:fs';
import type { CommandLine, Kind } from '../command-line.ts';

const ENGINE = readFileSync(new URL('engine.bash', import.meta.url), 'utf8');

const HEAD = `# Completion for bash (4.4 or later) of runit's programs and runstate. Source it, or install it under the name of each program
# in a directory of bash-completion. Made from manual/pages by npm run manual.
`;

const kindText = (kind: Kind): string =>
  kind.type === 'words' ? `words:${kind.words.map(({ word }) => word).join(',')}` : kind.type;

/** The two arguments that the engine has of a command line. */
const lineText = ({ options, operands }: CommandLine): string => {
  const flags = options.map(({ flag, kind }) => (kind ? `${flag}=${kindText(kind)}` : flag));
  return `'${flags.join(' ')}' '${operands.map(kindText).join(' ')}'`;
};

const commandsText = (commands: readonly CommandLine[]): string[] => [
  '  if ((COMP_CWORD == 1)); then',
  `    _runstate_reply 'words:${[...commands.map(({ name }) => name), 'help'].join(',')}' "\${COMP_WORDS[1]}"`,
  '    return',
  '  fi',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash's own.
  '  case ${COMP_WORDS[1]} in',
  ...commands.map((line) => `  ${line.name}) _runstate_line 2 ${lineText(line)} ;;`),
  `  help) _runstate_line 2 '' 'words:${commands.map(({ name }) => name).join(',')}' ;;`,
  '  esac',
];

const functionText = (line: CommandLine): string => {
  const { name, commands } = line;
  const body = commands.length > 0 ? commandsText(commands) : [`  _runstate_line 1 ${lineText(line)}`];
  return [`_runstate_of_${name}() {`, ...body, '}', `complete -F _runstate_of_${name} ${name}`].join('\n');
};

/** Completions of all programs for bash. */
export const bashCompletion = (lines: readonly CommandLine[]): string =>
  `${[HEAD, ENGINE, ...lines.map((line) => `${functionText(line)}\n`)].join('\n')}`;
