import type { Plain } from './messages.ts';

const LONGEST_TEXT = 300;
const MOST_ITEMS = 20;
const MOST_FIELDS = 30;
const DEEPEST = 4;

const isActor = (value: object): boolean => 'sessionId' in value && 'send' in value;

/** JSON has no zero that is negative: added to zero it is none. */
const plainNumber = (value: number): Plain => (Number.isFinite(value) ? value + 0 : null);

const listOf = (items: readonly unknown[], depth: number): Plain => {
  const kept = items.slice(0, MOST_ITEMS).map((item) => plainOf(item, depth - 1) ?? null);
  return items.length > MOST_ITEMS ? [...kept, `and ${items.length - MOST_ITEMS} more`] : kept;
};

const objectOf = (value: object, depth: number): { readonly [name: string]: Plain } => {
  const fields: { [name: string]: Plain } = {};
  for (const [name, field] of Object.entries(value).slice(0, MOST_FIELDS)) {
    const plain = plainOf(field, depth - 1);
    if (plain !== undefined) fields[name] = plain;
  }
  return fields;
};

const plainObject = (value: object, depth: number): Plain | undefined => {
  if (isActor(value)) return undefined;
  if (value instanceof Error) return plainOf(value.message, depth) ?? null;
  if (depth <= 0) return '…';
  if (Array.isArray(value)) return listOf(value, depth);
  if (value instanceof Map || value instanceof Set) return { size: value.size };
  return objectOf(value, depth);
};

/**
 * A value as JSON can have it, bounded: texts, lists and depth are cut. What JSON has no word for is left out where
 * it is a field (functions, undefined, references to actors) and null where it is a number (infinity).
 */
export const plainOf = (value: unknown, depth = DEEPEST): Plain | undefined => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? plainObject(value, depth) : undefined;
};

/** The fields of an object, as {@link plainOf} has each. */
export const plainFields = (value: object): { readonly [name: string]: Plain } => objectOf(value, DEEPEST);
