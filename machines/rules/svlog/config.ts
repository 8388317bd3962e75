import { leadingNumber } from '../leading-number.ts';
import { type Address, scanAddress } from './address.ts';
import type { Selector } from './pattern.ts';

/** What the file `config` of a log directory asks for. */
export type LogConfig = {
  /** `s`: bytes after which `current` is rotated; 0: never. */
  readonly size: number;
  /** `n`: old files that are kept; 0: all. */
  readonly keep: number;
  /** `N`: old files that are left when the disk is full. */
  readonly keepWhenFull: number;
  /** `t`: seconds after which `current` is rotated; 0: never. */
  readonly age: number;
  /** `!`: the command that an old file is fed to; bytes as latin1. */
  readonly processor: string | undefined;
  /** `p`: stands before every line. */
  readonly prefix: Uint8Array;
  /** `+` and `-`, in their order. */
  readonly selectors: readonly Selector[];
  /** `e` and `E`, in their order. */
  readonly alerts: readonly Selector[];
  /** `u` and `U`: lines are sent there too. */
  readonly address: Address | undefined;
  /** `U` with a good address: lines are sent instead of written. */
  readonly sentOnly: boolean;
  /** What svlogd warns of: message and the text that it is about. */
  readonly warnings: readonly { readonly message: string; readonly text: string }[];
};

/** What holds where there is no config. */
export const DEFAULT_CONFIG: LogConfig = {
  size: 1_000_000,
  keep: 10,
  keepWhenFull: 10,
  age: 0,
  processor: undefined,
  prefix: new Uint8Array(0),
  selectors: [],
  alerts: [],
  address: undefined,
  sentOnly: false,
  warnings: [],
};

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** Leading digits, none meaning 0, modulo 2^64 as in C; times what the letter after them stands for. */
const scan = (text: string, units: Readonly<Record<string, bigint>>): number => {
  const digits = /^\d*/.exec(text)![0];
  const unit = units[text[digits.length] ?? ''] ?? 1n;
  return Number(BigInt.asUintN(64, leadingNumber(digits) * unit));
};
const SIZES = { k: 1024n, m: 1_048_576n };
const TIMES = { m: 60n, h: 3600n };

type Change = Partial<LogConfig>;

const addressChange = ({ warnings }: LogConfig, text: string, sentOnly: boolean): Change => {
  const scanned = scanAddress(text);
  if (!('problem' in scanned)) return { address: scanned, sentOnly };
  // Lines that cannot be sent are written: nothing is swallowed.
  return {
    address: undefined,
    sentOnly: false,
    warnings: [...warnings, { message: scanned.problem, text: scanned.text }],
  };
};

const LINES: Readonly<Record<string, (config: LogConfig, rest: Uint8Array, text: string) => Change>> = {
  s: (_, __, text) => ({ size: scan(text, SIZES) }),
  n: (_, __, text) => ({ keep: scan(text, {}) }),
  N: (_, __, text) => ({ keepWhenFull: scan(text, {}) }),
  t: (_, __, text) => ({ age: scan(text, TIMES) }),
  '!': (_, __, text) => (text === '' ? {} : { processor: text }),
  p: (_, rest) => (rest.length === 0 ? {} : { prefix: rest }),
  u: (config, _, text) => addressChange(config, text, false),
  U: (config, _, text) => addressChange(config, text, true),
  '+': ({ selectors }, pattern) => ({ selectors: [...selectors, { selects: true, pattern }] }),
  '-': ({ selectors }, pattern) => ({ selectors: [...selectors, { selects: false, pattern }] }),
  e: ({ alerts }, pattern) => ({ alerts: [...alerts, { selects: true, pattern }] }),
  E: ({ alerts }, pattern) => ({ alerts: [...alerts, { selects: false, pattern }] }),
};

const NEWLINE = 10;

/**
 * Reads a config: a line each, its first byte decides, unknown ones are ignored. The last line needs no newline, but is
 * ignored without one if it is a single byte, as in runit.
 */
export const parseConfig = (bytes: Uint8Array): LogConfig => {
  let config = DEFAULT_CONFIG;
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    const isLoneByte = at === bytes.length - 1;
    const set = isLoneByte ? undefined : LINES[String.fromCharCode(bytes[at]!)];
    const line = bytes.subarray(at, end);
    const nul = line.indexOf(0);
    const rest = line.slice(1, nul === -1 ? line.length : nul);
    if (set) config = { ...config, ...set(config, rest, latin1(rest)) };
    at = end + 1;
  }
  return config;
};
