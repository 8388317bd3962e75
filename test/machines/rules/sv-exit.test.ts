import { expect, it } from 'vitest';
import { FATAL_CODE, failureCode, LSB_STATUS_CODE, USAGE_CODE } from '../../../machines/rules/sv-exit.ts';

it('counts failures up to 99 as sv, and all of them as an init script', () => {
  expect([0, 1, 99, 100, 1000].map((failures) => failureCode(failures, 'sv'))).toEqual([0, 1, 99, 99, 99]);
  expect([0, 1, 2, 150].map((failures) => failureCode(failures, 'lsb'))).toEqual([0, 1, 2, 150]);
});

it('keeps the codes that scripts know', () => {
  expect(USAGE_CODE).toEqual({ sv: 100, lsb: 2 });
  expect(FATAL_CODE).toEqual({ sv: 100, lsb: 151 });
  expect(LSB_STATUS_CODE).toEqual({ process: 0, gone: 1, 'no process': 3, unreadable: 4 });
});
