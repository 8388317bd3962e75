import type { Message } from './messages.ts';

/** A message as it is sent. Bytes that are no UTF-8 are escaped by JSON: see adapters/bytes.ts. */
export const lineOf = (message: Message): string => `${JSON.stringify(message)}\n`;

/** Objects in one piece of a long message. */
const PIECE = 50;

/**
 * A message that ends with a list, piece by piece: thousands of services in one go would stop everything else.
 *
 * @param head the message with an empty list.
 */
export function* listLine<Item>(head: Message, items: Iterable<Item>): Generator<string> {
  let text = JSON.stringify(head).slice(0, -']}'.length);
  let count = 0;
  for (const item of items) {
    text += `${count === 0 ? '' : ','}${JSON.stringify(item)}`;
    count += 1;
    if (count % PIECE !== 0) continue;
    yield text;
    text = '';
  }
  yield `${text}]}\n`;
}
