import { type DecodedStatus, decodeStatus } from './status-record.ts';
import { readTai64Label, tai64Label } from './tai64n.ts';

/** A status record with its second as the file has it: garbage included, which microseconds could not hold. */
export type ServiceStatus = DecodedStatus & {
  /** TAI64 label of the second, see tai64n.ts. */
  readonly label: bigint;
};

/** Reads `supervise/status`; undefined where it has not exactly 20 bytes. */
export const serviceStatus = (bytes: Uint8Array): ServiceStatus | undefined => {
  const status = decodeStatus(bytes);
  return status && { ...status, label: readTai64Label(new DataView(bytes.buffer, bytes.byteOffset), 0) };
};

/**
 * Whether a status says that the letters were asked before, and all was done about them that runsv does at once: a
 * service wanted down has got its TERM.
 */
export const wasAsked = (letters: string, { want, gotTerm }: ServiceStatus): boolean =>
  letters.length === 1 && letters === want && (letters === 'u' || (letters === 'd' && gotTerm));

/** Whole seconds from a label to a Unix second; 0 for a time to come. */
const secondsSince = (label: bigint, now: number): bigint => {
  const current = tai64Label(now);
  return label < current ? current - label : 0n;
};

/** runit keeps a pid in an int and prints it as unsigned 64 bits; no process has one that shows it. */
const pidDigits = (pid: number): string => String(BigInt.asUintN(64, BigInt(pid | 0)));

const flags = ({ pid, paused, want, gotTerm }: ServiceStatus, downFile: boolean): string => {
  if (pid === 0) return (downFile ? '' : ', normally up') + (want === 'u' ? ', want up' : '');
  return [
    downFile ? ', normally down' : '',
    paused ? ', paused' : '',
    want === 'd' ? ', want down' : '',
    gotTerm ? ', got TERM' : '',
  ].join('');
};

/**
 * The line of `sv status`, without its end: `run: NAME: (pid 12) 5s, want down`. A state byte that is not known gives
 * no word at all.
 *
 * @param downFile whether the service directory has a file `down`.
 * @param now Unix second.
 */
export const statusLine = (name: string, status: ServiceStatus, downFile: boolean, now: number): string => {
  const state = status.state === undefined ? '' : `${status.state}: `;
  const pid = status.state === 'down' ? '' : `(pid ${pidDigits(status.pid)}) `;
  return `${state}${name}: ${pid}${secondsSince(status.label, now)}s${flags(status, downFile)}`;
};
