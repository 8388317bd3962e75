import { type Place, textOf } from '../ast.ts';
import type { Break } from '../mutant.ts';
import { replace } from './replace.ts';

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
};

/** Another comparison, another sum. */
const operation = ({ node, text }: Place): Break[] => {
  if (node.type !== 'BinaryExpression' || node.left.type === 'PrivateIdentifier') return [];
  const between = text.slice(node.left.end, node.right.start);
  return (OTHERS[node.operator] ?? []).map((other) =>
    replace(
      `${node.operator} becomes ${other}`,
      { start: node.left.end, end: node.right.start },
      between.replace(node.operator, other),
    ),
  );
};

/** The other connective, or one of the two sides alone. */
const connection = ({ node, text }: Place): Break[] => {
  if (node.type !== 'LogicalExpression') return [];
  const { left, right, operator } = node;
  const sides = [left, right].map((side) => replace(`${operator} with one side`, node, `(${textOf(text, side)})`));
  if (operator === '??') return sides;
  const other = operator === '&&' ? '||' : '&&';
  return [
    replace(`${operator} becomes ${other}`, node, `((${textOf(text, left)}) ${other} (${textOf(text, right)}))`),
    ...sides,
  ];
};

/** A choice that is always made in one way. */
const choice = ({ node, text }: Place): Break[] => {
  if (node.type === 'ConditionalExpression')
    return [node.consequent, node.alternate].map((side) =>
      replace('choice made beforehand', node, `(${textOf(text, side)})`),
    );
  if (node.type !== 'IfStatement') return [];
  return ['true', 'false'].map((value) => replace(`if (${value})`, node.test, value));
};

const unary = ({ node, text }: Place): Break[] => {
  if (node.type !== 'UnaryExpression' || !['!', '-', '~'].includes(node.operator)) return [];
  return [replace(`drop ${node.operator}`, node, `(${textOf(text, node.argument)})`)];
};

const assignment = ({ node, text }: Place): Break[] => {
  if (node.type === 'UpdateExpression')
    return [
      replace(
        `${node.operator} the other way`,
        node,
        textOf(text, node).replace(node.operator, node.operator === '++' ? '--' : '++'),
      ),
    ];
  if (node.type !== 'AssignmentExpression' || node.operator === '=') return [];
  const span = { start: node.left.end, end: node.right.start };
  const other = { '+=': '-=', '-=': '+=', '||=': '&&=', '&&=': '||=' }[node.operator as string] ?? '=';
  return [replace(`${node.operator} becomes ${other}`, span, ` ${other} `)];
};

/** Breaks of conditions and sums. */
export const logicOperators = [operation, connection, choice, unary, assignment];
