import type { Order, Request } from './messages.ts';

/** A request, or why there is none in the line. */
export type Read = { readonly request: Request } | { readonly problem: string };

type Fields = { readonly [name: string]: unknown };

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const optional = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);

const STEPS: readonly unknown[] = ['none', 'transitions', 'all'];

const isFollow = ({ steps, actor, since }: Fields): boolean =>
  STEPS.includes(steps) && optional(actor, isText) && optional(since, isCount);

const IS_WELL_FORMED: Readonly<Record<Request['type'], (fields: Fields) => boolean>> = {
  services: () => true,
  load: () => true,
  history: ({ actor }) => isText(actor),
  restarts: ({ actor }) => optional(actor, isText),
  follow: isFollow,
  upgrade: () => true,
};

/** Whether what somebody asks for is an order. */
export const isOrder = (request: unknown): boolean =>
  ((request ?? {}) as Fields).type === ('upgrade' satisfies Order['type']);

/** Reads a line that somebody has sent. */
export const readRequest = (line: string): Read => {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return { problem: 'bad JSON' };
  }
  if (typeof fields !== 'object' || fields === null || !('type' in fields)) return { problem: 'no request' };
  const { type } = fields;
  if (!isText(type) || !Object.hasOwn(IS_WELL_FORMED, type)) return { problem: 'unknown request' };
  if (!IS_WELL_FORMED[type as Request['type']](fields as Fields)) return { problem: `bad request: ${type}` };
  return { request: fields as Request };
};
