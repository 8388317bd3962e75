import { type Node, type Place, textOf } from '../ast.ts';
import type { Break } from '../mutant.ts';
import { replace } from './replace.ts';

const OTHER: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  trunc: 'ceil',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  padStart: 'padEnd',
  setUint32: 'setInt16',
};
/** Without them the list or text stays as it was. */
const TRANSFORMS = new Set([
  'filter',
  'slice',
  'trim',
  'trimEnd',
  'reverse',
  'toReversed',
  'sort',
  'toSorted',
  'toLowerCase',
  'replace',
  'replaceAll',
  'subarray',
]);
const TAKES_PREDICATE = new Set(['filter', 'some', 'every', 'find', 'findIndex', 'findLast']);

const methodOf = (node: Node): { name: string; property: Node; object: Node } | undefined => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const { property, object } = node.callee;
  return property.type === 'Identifier' ? { name: property.name, property, object } : undefined;
};

/** Another method of the same kind, or none. */
const method = ({ node, text }: Place): Break[] => {
  const called = methodOf(node);
  if (!called) return [];
  const other = Object.hasOwn(OTHER, called.name) ? OTHER[called.name] : undefined;
  const breaks = other ? [replace(`${called.name} becomes ${other}`, called.property, other)] : [];
  return TRANSFORMS.has(called.name)
    ? [...breaks, replace(`drop ${called.name}`, node, textOf(text, called.object))]
    : breaks;
};

/** A predicate turned round. */
const predicate = ({ node, text }: Place): Break[] => {
  const called = methodOf(node);
  if (!called || !TAKES_PREDICATE.has(called.name) || node.type !== 'CallExpression') return [];
  const [first] = node.arguments;
  if (first?.type !== 'ArrowFunctionExpression' || first.body.type === 'BlockStatement') return [];
  return [replace('turn predicate round', first.body, `!(${textOf(text, first.body)})`)];
};

/** Breaks of calls. */
export const callOperators = [method, predicate];
