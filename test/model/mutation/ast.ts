import { type ESTree, parseSync } from 'rolldown/utils';

export type Node = ESTree.Node;

/** A node, and what it is in: the nearest first. */
export type Place = { readonly node: Node; readonly above: readonly Node[]; readonly text: string };

/** What is written of types, and of what is imported, decides nothing when the program runs. */
const DECIDES_NOTHING = /^(Import|TSType|TSInterface|TSTypeAlias|TSTypeAnnotation|TSTypeParameter)/;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** The nodes directly in this one, in the order of the text. */
const within = (node: Node): Node[] =>
  Object.values(node)
    .flat()
    .filter(isNode)
    .filter(({ type }) => !DECIDES_NOTHING.test(type));

const walk = (node: Node, above: readonly Node[], text: string, visit: (place: Place) => void): void => {
  visit({ node, above, text });
  for (const child of within(node)) walk(child, [node, ...above], text, visit);
};

/** Every node of a source that has a part in what the program does. Offsets are in UTF-16 units, as strings are. */
export const placesOf = (file: string, text: string): Place[] => {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const places: Place[] = [];
  walk(program, [], text, (place) => places.push(place));
  return places;
};

export const textOf = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);

/** The name of a property, be it quoted or not; undefined: it is computed, or this is no property. */
export const keyOf = (node: Node | undefined): string | undefined => {
  if (node?.type !== 'Property' || node.computed) return undefined;
  if (node.key.type === 'Identifier') return node.key.name;
  return node.key.type === 'Literal' ? String(node.key.value) : undefined;
};

/** Names of the properties that lie around a place, the nearest first. */
export const keysAbove = (above: readonly Node[]): string[] =>
  above.map(keyOf).filter((key): key is string => key !== undefined);

/** Whether the place lies in an argument of a call to a function or method of this name. */
export const isInCallOf = (name: string, above: readonly Node[]): boolean =>
  above.some((node, index) => {
    if (node.type !== 'CallExpression' || node.callee === above[index - 1]) return false;
    const { callee } = node;
    if (callee.type === 'Identifier') return callee.name === name;
    return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === name;
  });
