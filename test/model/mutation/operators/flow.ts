import type { Place } from '../ast.ts';
import type { Break } from '../mutant.ts';
import { replace } from './replace.ts';

/** Leaves out what is done for its effect. */
const statement = ({ node }: Place): Break[] => {
  if (node.type === 'ExpressionStatement') return [replace('leave out', node, ';')];
  if (node.type === 'ContinueStatement' || node.type === 'BreakStatement' || node.type === 'ThrowStatement')
    return [replace(`leave out ${node.type.slice(0, -9).toLowerCase()}`, node, ';')];
  return [];
};

/** A loop that is not entered. */
const loop = ({ node }: Place): Break[] =>
  (node.type === 'WhileStatement' || node.type === 'ForStatement') && node.test
    ? [replace('loop not entered', node.test, 'false')]
    : [];

/** Breaks of what follows what. */
export const flowOperators = [statement, loop];
