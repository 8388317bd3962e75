import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccount } from '../../../../machines/rules/chpst/ids.ts';

describe('an account', () => {
  it.each([
    ['nobody', { type: 'names', user: 'nobody', groups: [] }],
    ['nobody:', { type: 'names', user: 'nobody', groups: [''] }],
    ['nobody:a:b', { type: 'names', user: 'nobody', groups: ['a', 'b'] }],
    ['5', { type: 'names', user: '5', groups: [] }],
    ['', { type: 'names', user: '', groups: [] }],
    [':5:6', { type: 'ids', uid: 5, gids: [6] }],
    [':0:0', { type: 'ids', uid: 0, gids: [0] }],
    [':4294967295:4294967295:1', { type: 'ids', uid: 4294967295, gids: [4294967295, 1] }],
  ])('%j', (text, account) => expect(parseAccount(text)).toEqual(account));

  it.each([
    ':',
    '::',
    ':5',
    ':5:',
    '::5',
    ':5::6',
    ':5:6:',
    ':x:5',
    ':5:6x',
    ':-1:5',
    ': 5:5',
    ':4294967296:5',
    ':5:4294967296',
    ':5:1e3',
    ':0x5:5',
    ':5 :5',
  ])('%j is none', (text) => expect(parseAccount(text)).toBeUndefined());

  it('has sixty groups: more numbers are none, more names are left out', () => {
    const groups = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
    const parsed = [60, 61]
      .flatMap((count) => [`:5:${groups(count).join(':')}`, `a:${groups(count).join(':')}`])
      .map(parseAccount);
    const names = { type: 'names', user: 'a', groups: groups(60) };
    expect(parsed).toEqual([{ type: 'ids', uid: 5, gids: groups(60).map(Number) }, names, undefined, names]);
  });

  it('has an id of 0 only where one is written', () => {
    const part = fc.oneof(fc.stringMatching(/^[0-9]{0,25}$/), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 70 }), (parts) => {
        const account = parseAccount(`:${parts.join(':')}`);
        if (account?.type !== 'ids') return;
        const written = parts.join(':').split(':');
        expect(written).toHaveLength(1 + account.gids.length);
        for (const [at, id] of [account.uid, ...account.gids].entries()) {
          expect(written[at]).toMatch(/^\d+$/);
          expect(BigInt(written[at]!)).toBe(BigInt(id));
        }
      }),
    );
  });
});
