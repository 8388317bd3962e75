import { foregroundOf } from './background.ts';
import { watched } from './daemons.ts';
import type { ProgramFacts, ServiceFacts } from './facts.ts';
import { type Finding, finding } from './findings.ts';

/** What the kernel executes without a first line that says by what. */
const MACHINE_CODE = '\x7fELF';
const OTHERS_WRITE = 0o002;
const EXECUTE = 0o111;

/** What keeps the kernel from executing a file. */
const ofStart = (service: string, { file, text, interpreter }: ProgramFacts): Finding[] => {
  const of = (code: Finding['code'], detail?: string): Finding[] => [finding(code, service, file.path, detail)];
  if (file.kind === 'dangling') return of('dangling-link', file.target);
  if (file.kind !== 'file') return of('not-a-file');
  const mode = (file.mode & EXECUTE) === 0 ? of('not-executable') : [];
  if (text === undefined || text.startsWith(MACHINE_CODE)) return mode;
  if (!text.startsWith('#!')) return [...mode, ...of('no-interpreter')];
  if (/^[^\n]*\r(\n|$)/.test(text)) return [...mode, ...of('interpreter-crlf')];
  const missing = interpreter && !interpreter.isThere ? of('interpreter-missing', interpreter.name) : [];
  return [...mode, ...missing];
};

/** What a script does last must be the service itself, and stay in the foreground. */
const ofEnd = (service: string, { file, last, becomes, settings }: ProgramFacts): Finding[] => {
  const of = (code: Finding['code'], detail: string): Finding[] => [finding(code, service, file.path, detail)];
  if (!last) return [];
  if (last.isBackground) return of('background', last.text);
  const instead = becomes && foregroundOf(becomes, settings);
  const inner = becomes && watched(becomes);
  return [
    ...(last.isExec ? [] : of('no-exec', last.text)),
    ...(instead === undefined ? [] : of('daemonizes', `${becomes!.name}\n${instead}`)),
    ...(inner === undefined ? [] : of('watcher', `${becomes!.name}\n${inner}`)),
  ];
};

const ofRights = (service: string, { file }: ProgramFacts): Finding[] =>
  file.kind === 'file' && (file.mode & OTHERS_WRITE) !== 0 ? [finding('world-writable', service, file.path)] : [];

/** Judges the programs of a service: `run`, `log/run`, `finish` and `check`. */
export const judgePrograms = ({ path, programs, log }: ServiceFacts): Finding[] => [
  ...(programs.has('run') ? [] : [finding('run-missing', path, `${path}/run`)]),
  ...(log?.kind === 'directory' && !programs.has('log/run')
    ? [finding('log-run-missing', path, `${path}/log/run`)]
    : []),
  ...[...programs].flatMap(([name, program]) => [
    ...ofStart(path, program),
    ...(name.endsWith('run') ? ofEnd(path, program) : []),
    ...ofRights(path, program),
  ]),
];
