/** The number that a text begins with: its decimal digits, 0 where there are none, modulo 2^64 as in C. */
export const leadingNumber = (text: string): bigint => BigInt.asUintN(64, BigInt(/^\d*/.exec(text)![0] || '0'));
