import { readTai64n, writeTai64n } from './tai64n.ts';

/** What is asked of a service: the desired state, never merged with the state it is in. */
export type Want = 'up' | 'down' | 'exit';

/** The three states that runit's files can tell. */
export type RecordState = 'down' | 'run' | 'finish';

/** What `supervise/status` and `supervise/stat` say of a service. */
export type StatusRecord = {
  readonly state: RecordState;
  /** Microseconds since the Unix epoch: when `run` was started, or when the service went down. */
  readonly since: number;
  /** 0 = no process; during finish the pid of `finish`. */
  readonly pid: number;
  readonly paused: boolean;
  readonly gotTerm: boolean;
  readonly want: Want;
};

/** A record as read from a file: the state byte may be one that this version does not know. */
export type DecodedStatus = Omit<StatusRecord, 'state' | 'want'> & {
  readonly state: RecordState | undefined;
  /** The byte as a letter: `u`, `d` (down or exit), or whatever the file has. */
  readonly want: string;
};

/** Size of `supervise/status` in bytes. */
export const STATUS_SIZE = 20;

const STATES: readonly RecordState[] = ['down', 'run', 'finish'];

/** The 20 bytes of `supervise/status`: TAI64N and flags as runit 2.1.2 lays them out; the pid is little endian. */
export const encodeStatus = (status: StatusRecord): Uint8Array => {
  const bytes = new Uint8Array(STATUS_SIZE);
  const view = new DataView(bytes.buffer);
  writeTai64n(view, 0, status.since);
  view.setUint32(12, status.pid, true);
  bytes[16] = Number(status.paused);
  bytes[17] = (status.want === 'up' ? 'u' : 'd').charCodeAt(0);
  bytes[18] = Number(status.gotTerm);
  bytes[19] = STATES.indexOf(status.state);
  return bytes;
};

/** Reads `supervise/status`; undefined where it has not exactly 20 bytes. */
export const decodeStatus = (bytes: Uint8Array): DecodedStatus | undefined => {
  if (bytes.byteLength !== STATUS_SIZE) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, STATUS_SIZE);
  return {
    since: readTai64n(view, 0),
    pid: view.getUint32(12, true),
    paused: view.getUint8(16) !== 0,
    want: String.fromCharCode(view.getUint8(17)),
    gotTerm: view.getUint8(18) !== 0,
    state: STATES[view.getUint8(19)],
  };
};
