/** A number of decimal digits and nothing else, modulo 2^64 as in C; nothing at all is 0. */
export const wholeNumber = (text: string): bigint | undefined =>
  /^\d*$/.test(text) ? BigInt.asUintN(64, BigInt(text || '0')) : undefined;

/** The value of a limit: a signed number in C, where a negative one is the hard limit. */
export const limitValue = (text: string): bigint | undefined => {
  const number = wholeNumber(text);
  return number === undefined ? undefined : BigInt.asIntN(64, number);
};

/** An increment of the nice value, with one sign at most. */
export const niceIncrement = (text: string): number | undefined => {
  const number = wholeNumber(text.replace(/^[-+]/, ''));
  return number === undefined ? undefined : Number(BigInt.asIntN(32, text[0] === '-' ? -number : number));
};

/** The soft limit that a wanted value comes to: no more than the hard one. */
export const softLimit = (wanted: bigint, hard: bigint): bigint => (wanted < 0n || wanted > hard ? hard : wanted);
