import { writeSync } from 'node:fs';
import { toBytes } from '../adapters/bytes.ts';
import type { Diagnostic, Report } from '../adapters/system.ts';
import { withStderrUntouched } from '../adapters/untouched-stderr.ts';
import { errnoText } from '../machines/rules/errno-text.ts';

/** runit's line for a diagnostic: `PROGRAM SUBJECT: LEVEL: MESSAGE[: REASON]`; svlogd's names the subject last, runit's has none. */
export const diagnosticText = ({ program, subject, level, message, code, cause }: Diagnostic): string => {
  const reason = code === undefined ? '' : `: ${errnoText(code)}`;
  const thrown =
    cause === undefined ? '' : `: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
  if (program === 'runit') return `- runit: ${level === 'info' ? '' : `${level}: `}${message}${reason}${thrown}\n`;
  if (program === 'svlogd')
    return `svlogd: ${level}: ${message}${subject === undefined ? '' : `: ${subject}`}${reason}${thrown}\n`;
  return `${program} ${subject ?? ''}: ${level}: ${message}${reason}${thrown}\n`;
};

/** Where lines go. */
export type Sink = (line: Uint8Array) => void;

/** Writes at once: the last words of a program must not be lost in a buffer. */
export const writeToStderr: Sink = (line) => {
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads our standard error, or it is full: supervision goes on.
  }
};

const LEVEL = { info: 'info', warning: 'warn', pausing: 'warn', fatal: 'fatal' } as const;

/** One JSON object a line, by pino; the same facts as fields. */
const createJsonReport = async (sink: Sink): Promise<Report> => {
  const { pino } = await withStderrUntouched(() => import('pino'));
  const logger = pino({ base: { pid: process.pid } }, { write: (line: string) => sink(Buffer.from(line)) });
  return ({ level, message, code, cause, ...fields }) =>
    logger[LEVEL[level]](
      { ...fields, ...(code === undefined ? {} : { code, reason: errnoText(code) }), ...(cause ? { err: cause } : {}) },
      message,
    );
};

/** How diagnostics are told: runit's text for people, or JSON where `RUNSTATE_LOG=json` asks for it. */
export const createReport = (format: string | undefined, sink: Sink = writeToStderr): Promise<Report> =>
  format === 'json'
    ? createJsonReport(sink)
    : Promise.resolve((diagnostic) => sink(toBytes(diagnosticText(diagnostic))));
