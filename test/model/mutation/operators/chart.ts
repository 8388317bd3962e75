import { isInCallOf, keyOf, keysAbove, type Node, type Place, textOf } from '../ast.ts';
import type { Break } from '../mutant.ts';
import { dropFromList, replace } from './replace.ts';

const NOT = "\nimport { not as notByMutation } from 'xstate';\n";

/** What makes a chart a chart at all: without it the machine is refused before a test begins. */
const FRAME = new Set(['id', 'states', 'type', 'initial', 'src', 'context', 'input', 'target']);

/** A chart is what is given to `createMachine`, and the pieces of it that have names of their own. */
const CHART_KEY = /^(on|always|after|entry|exit|actions|guard|reenter)$/;
const isEvent = (key: string): boolean => /^[a-z]+\.[a-z.*]+$/i.test(key);
const isInChart = (above: readonly Node[]): boolean =>
  isInCallOf('createMachine', above) ||
  (!isInCallOf('setup', above) && keysAbove(above).some((key) => CHART_KEY.test(key) || key === 'target'));

/** Drops an event, a guard, an action, an entry, a delay, an invoked actor: whatever has a name in a chart. */
const dropProperty = ({ node, above }: Place): Break[] => {
  const [object] = above;
  const key = keyOf(node);
  if (object?.type !== 'ObjectExpression' || key === undefined || FRAME.has(key)) return [];
  if (keyOf(above[1]) === 'states') return [];
  if (!isInChart(above) && (isInCallOf('setup', above) || !(CHART_KEY.test(key) || isEvent(key)))) return [];
  return [
    dropFromList(
      `drop ${/^(on|always|after)$/.test(key) ? `all of ${key}` : key}`,
      object.properties,
      object.properties.indexOf(node as never),
    ),
  ];
};

/** An action that assigns, and nothing else: of two it does not matter which comes first, as each has facts of its own. */
const isAssign = (action: Node, text: string): boolean => {
  if (action.type !== 'Literal' || typeof action.value !== 'string') return false;
  return new RegExp(`\\b${action.value}: assign\\(`).test(text);
};

/** Drops one of several actions or candidates, and swaps two that follow each other. */
const changeList = ({ node, above, text }: Place): Break[] => {
  if (node.type !== 'ArrayExpression' || !isInChart(above)) return [];
  const [key = 'list'] = keysAbove(above);
  const drops = node.elements.map((_, index) => dropFromList(`drop one of ${key}`, node.elements, index));
  const swaps = node.elements.slice(1).flatMap((second, index) => {
    const first = node.elements[index];
    if (!first || !second || (isAssign(first, text) && isAssign(second, text))) return [];
    const between = text.slice(first.end, second.start);
    return [
      replace(
        `swap two of ${key}`,
        { start: first.start, end: second.end },
        textOf(text, second) + between + textOf(text, first),
      ),
    ];
  });
  return [...drops, ...swaps];
};

/** Turns a guard round. */
const flipGuard = ({ node, text }: Place): Break[] => {
  if (node.type !== 'Property' || keyOf(node) !== 'guard') return [];
  return [replace('flip guard', node.value, `notByMutation(${textOf(text, node.value)})`, NOT)];
};

/** A guard that always lets through, and one that never does, wherever it is used. */
const fixGuard = ({ node, above }: Place): Break[] => {
  const [, property] = above.filter(({ type }) => type === 'Property');
  if (node.type !== 'ArrowFunctionExpression' || keyOf(above[0]) === undefined) return [];
  if (keyOf(property) !== 'guards' || !isInCallOf('setup', above)) return [];
  return [replace('guard lets through', node, '() => true'), replace('guard refuses', node, '() => false')];
};

const stateNames = (above: readonly Node[]): string[] => {
  const states = above.find((node) => keyOf(node) === 'states');
  if (states?.type !== 'Property' || states.value.type !== 'ObjectExpression') return [];
  return states.value.properties.map(keyOf).filter((key): key is string => key !== undefined);
};

const isTarget = ({ node, above }: Place): boolean => {
  const [property, , holder] = above;
  if (property?.type !== 'Property' || property.value !== node || !isInChart(above)) return false;
  return keyOf(property) === 'target' || keyOf(property) === 'always' || /^(on|after)$/.test(keyOf(holder) ?? '');
};

/** Leads to the states beside the right one; an absolute target leads to another one of the file. */
const wrongTarget = (place: Place): Break[] => {
  const { node, above, text } = place;
  if (node.type !== 'Literal' || typeof node.value !== 'string' || !isTarget(place)) return [];
  const { value } = node;
  const others = /^[#.]/.test(value)
    ? [...new Set(text.match(new RegExp(`(?<=')${value[0] === '#' ? '#' : '\\.'}[\\w.-]+(?=')`, 'g')))]
    : stateNames(above);
  const at = others.indexOf(value);
  const wrong = [others[(at + 1) % others.length], others.at(at - 1)];
  return [...new Set(wrong)].flatMap((name) =>
    name && name !== value ? [replace('wrong target', node, `'${name}'`)] : [],
  );
};

const wrongInitial = ({ node, above }: Place): Break[] => {
  if (node.type !== 'Property' || keyOf(node) !== 'initial' || !isInCallOf('createMachine', above)) return [];
  const [object] = above;
  const states =
    object?.type === 'ObjectExpression' ? object.properties.find((each) => keyOf(each) === 'states') : undefined;
  if (states?.type !== 'Property' || states.value.type !== 'ObjectExpression' || node.value.type !== 'Literal')
    return [];
  const other = states.value.properties.map(keyOf).find((key) => key !== (node.value as { value: unknown }).value);
  return other === undefined ? [] : [replace('wrong initial state', node.value, `'${other}'`)];
};

/** Breaks of statecharts. */
export const chartOperators = [dropProperty, changeList, flipGuard, fixGuard, wrongTarget, wrongInitial];
