import type { FoundFile } from '../../adapters/found-file.ts';
import type { ServiceFacts, SuperviseFacts } from './facts.ts';
import { type Finding, finding } from './findings.ts';
import { judgePrograms } from './judge-program.ts';

const STICKY = 0o1000;
const OTHERS_WRITE = 0o002;
/** Ends of `run`, one after the other, that are no chance. */
const AGAIN = 3;

/** Whether a script sends its errors somewhere: `2>&1`, `2>file`, `&>file`, `>&2`. */
const redirects = (text: string): boolean => /2>|&>|>&/.test(text);

const judgeLog = ({ path, programs, log, logPlaces }: ServiceFacts): Finding[] => {
  if (!log) return [];
  if (log.kind !== 'directory') return [finding('log-not-directory', path, log.path)];
  const run = programs.get('run');
  const isSilent = run?.last !== undefined && run.text !== undefined && !redirects(run.text);
  return [
    ...(isSilent ? [finding('stderr-unlogged', path, run.file.path)] : []),
    ...logPlaces.flatMap((place) => {
      if (!place.file) return [finding('log-directory-missing', path, place.path)];
      return place.refuses === undefined ? [] : [finding('log-directory-unwritable', path, place.path, place.refuses)];
    }),
  ];
};

const notFifo = (service: string, file: FoundFile | undefined): Finding[] =>
  file && file.kind !== 'fifo' ? [finding('not-fifo', service, file.path)] : [];

const judgeSupervise = (service: string, facts: SuperviseFacts): Finding[] => {
  const { directory, control, ok, isNowhere, isSupervised, lockers, left } = facts;
  if (!directory) return [];
  const of = (code: Finding['code'], detail: string): Finding[] => [finding(code, service, directory.path, detail)];
  if (isNowhere) return of('supervise-dangling', directory.target!);
  if (isSupervised) return [...notFifo(service, control), ...notFifo(service, ok)];
  const locker = lockers.find((pid) => pid !== left);
  return [
    ...(directory.kind !== 'directory' || directory.isWritable
      ? []
      : of('supervise-unwritable', `user ${directory.uid}`)),
    ...notFifo(service, control),
    ...notFifo(service, ok),
    ...(left === undefined ? [] : of('process-left', String(left))),
    ...(locker === undefined ? [] : of('lock-held', String(locker))),
  ];
};

/** A program that goes to the background is known by what it leaves there. */
const judgeEnds = ({ path, status, orphan, programs }: ServiceFacts): Finding[] => {
  const run = programs.get('run');
  if (!run?.becomes || !status || orphan === undefined) return [];
  const isAgain = status.restarts >= AGAIN && status.lastExit?.code === 0;
  return isAgain ? [finding('forked', path, run.file.path, `${run.becomes.name} (pid ${orphan})`)] : [];
};

const judgeRest = ({ path, directory, controls, isDown }: ServiceFacts): Finding[] => [
  ...((directory.mode & (OTHERS_WRITE | STICKY)) === OTHERS_WRITE ? [finding('world-writable', path, path)] : []),
  ...controls
    .filter(({ mode }) => (mode & 0o100) === 0)
    .map((file) => finding('control-not-executable', path, file.path)),
  ...(isDown ? [finding('down-file', path, `${path}/down`)] : []),
];

/** Everything that is wrong with a service directory, or worth to be known. */
export const judgeService = (facts: ServiceFacts): Finding[] => [
  ...judgePrograms(facts),
  ...judgeEnds(facts),
  ...judgeLog(facts),
  ...judgeSupervise(facts.path, facts.supervise),
  ...(facts.logSupervise ? judgeSupervise(facts.path, facts.logSupervise) : []),
  ...judgeRest(facts),
];
