import { isInCallOf, keyOf, keysAbove, type Node, type Place } from '../ast.ts';
import type { Break } from '../mutant.ts';
import { dropFromList, replace } from './replace.ts';

/** A name that one of these has is not data: the compiler refuses another one, or the chart's operators see to it. */
const REFERENCES = new Set([
  'target',
  'initial',
  'src',
  'id',
  'guard',
  'entry',
  'exit',
  'actions',
  'on',
  'always',
  'after',
  'type',
]);

const inChart = (above: readonly Node[]): boolean => isInCallOf('createMachine', above);

const number = ({ node, above }: Place): Break[] => {
  if (node.type !== 'Literal' || (keyOf(above[0]) !== undefined && (above[0] as { key?: Node }).key === node))
    return [];
  if (typeof node.value === 'bigint')
    return [replace('one more', node, `${node.value + 1n}n`), replace('one less', node, `${node.value - 1n}n`)];
  if (typeof node.value !== 'number') return [];
  return [replace('one more', node, String(node.value + 1)), replace('one less', node, `(${node.value - 1})`)];
};

const boolean = ({ node }: Place): Break[] =>
  node.type === 'Literal' && typeof node.value === 'boolean'
    ? [replace('the other boolean', node, String(!node.value))]
    : [];

/** Words that are one of a few: what else could have been meant. */
const FAMILIES = [
  ['up', 'down', 'exit'],
  ['run', 'finish'],
  ['main', 'log'],
  ['SIGTERM', 'SIGKILL', 'SIGCONT', 'SIGSTOP', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGALRM', 'SIGUSR1', 'SIGUSR2'],
  ['utf8', 'latin1'],
];

const wrongWord = (value: string): string => {
  const family = FAMILIES.find((words) => words.includes(value));
  if (family) return family[(family.indexOf(value) + 1) % family.length]!;
  if (value === '') return '?';
  return value.length === 1 ? String.fromCharCode(value.charCodeAt(0) + 1) : `${value}?`;
};

/** Another byte, letter, signal or name. Sentences are left alone: what programs say is compared with runit's own. */
const word = ({ node, above }: Place): Break[] => {
  if (node.type !== 'Literal' || typeof node.value !== 'string' || (node.value.includes(' ') && node.value.length > 1))
    return [];
  const [parent] = above;
  if (parent?.type === 'Property' && parent.key === node && !parent.computed) return [];
  if (inChart(above) && keysAbove(above).some((key) => REFERENCES.has(key)) && !keysAbove(above).includes('params'))
    return [];
  if (parent?.type === 'BinaryExpression' && /^[!=]==$/.test(parent.operator)) return [];
  if (isInCallOf('unprovided', above)) return [];
  return [replace('another word', node, JSON.stringify(wrongWord(node.value)))];
};

/** One thing less in a list, a set, a table. */
const element = ({ node, above }: Place): Break[] => {
  if (inChart(above)) return [];
  if (node.type === 'ArrayExpression')
    return node.elements.map((_, index) => dropFromList('one element less', node.elements, index));
  if (node.type !== 'ObjectExpression' || isInCallOf('setup', above))
    return isUpdate(node, above) ? dropEach(node) : [];
  return dropEach(node);
};

/** What an action of a machine assigns or sends, in contrast to the table of its actions. */
const isUpdate = (node: Node, above: readonly Node[]): boolean => {
  const keys = keysAbove(above);
  return node.type === 'ObjectExpression' && keys.length > 1 && keys.includes('actions') && !keys.includes('types');
};

const dropEach = (node: Node): Break[] =>
  node.type === 'ObjectExpression'
    ? node.properties.map((each, index) => dropFromList(`drop ${keyOf(each) ?? 'spread'}`, node.properties, index))
    : [];

const PIECES: readonly (readonly [RegExp, string, string])[] = [
  [/^\^/, '', 'drop ^'],
  [/\$$/, '', 'drop $'],
  [/(?<!\\)\+/, '*', '+ becomes *'],
  [/(?<!\\)\*/, '+', '* becomes +'],
  [/\[\^/, '[', 'drop [^'],
  [/\[(?!\^)/, '[^', '[ becomes [^'],
  [/(?<=[\w)\]])\?/, '', 'drop ?'],
];

const regex = ({ node }: Place): Break[] => {
  if (node.type !== 'Literal' || !('regex' in node)) return [];
  const { pattern, flags } = node.regex;
  const changed = PIECES.flatMap(([piece, instead, operator]) => {
    const other = pattern.replace(piece, instead);
    return other === pattern || other === '' ? [] : [replace(operator, node, `/${other}/${flags}`)];
  });
  return [
    ...changed,
    ...[...flags].map((flag) => replace(`drop flag ${flag}`, node, `/${pattern}/${flags.replace(flag, '')}`)),
  ];
};

/** Breaks of what is written down. */
export const dataOperators = [number, boolean, word, element, regex];
