import { type Words, wordsOf } from '../../machines/rules/svlog/words.ts';

/** Bytes to write to, and how many words have been written there: four bytes at once, not one by one. */
export const countedWords = (bytes: Uint8Array): Words & { readonly count: () => number } => {
  const { view } = wordsOf(bytes);
  let count = 0;
  view.setInt32 = (...args) => {
    count++;
    DataView.prototype.setInt32.apply(view, args);
  };
  return { bytes, view, count: () => count };
};
