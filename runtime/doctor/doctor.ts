import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { toPath } from '../../adapters/bytes.ts';
import { writeText } from '../../adapters/standard-output.ts';
import { printable } from '../demo/words.ts';
import { attempt, Fatal } from '../fatal.ts';
import { warn } from '../watch/ask.ts';
import { usualDirectory } from '../watch/find-supervisor.ts';
import type { Finding } from './findings.ts';
import { type Look, look, together } from './look.ts';

/** How `runstate doctor` was called. */
export type DoctorOptions = { readonly json: boolean; readonly directories: readonly string[] };

const FATAL = 111;

const mustBeThere = (path: string): void => {
  const seen = attempt(`unable to look at ${path}`, () => statSync(toPath(path)));
  if (!seen.isDirectory()) throw new Fatal(`unable to look at ${path}: not a directory`);
};

/** Looks at each in turn. */
const lookAtEach = async (directories: readonly string[]): Promise<Look> => {
  const looks: Look[] = [];
  for (const path of directories) {
    mustBeThere(path);
    try {
      looks.push(await look(path));
    } catch (error) {
      attempt(`unable to look at everything in ${path}`, () => {
        throw error;
      });
    }
  }
  return together(looks);
};

const linesOf = ({ level, service, words, mend }: Finding): string[] => [
  `${service}: ${level === 'note' ? 'note: ' : ''}${words}`,
  `    ${mend}`,
];

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const summary = ({ services, findings }: Look): string => {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const notes = findings.length - problems;
  const found = problems === 0 ? 'nothing wrong' : counted(problems, 'problem');
  return `${counted(services, 'service')}: ${found}${notes === 0 ? '' : `, ${counted(notes, 'note')}`}`;
};

const tell = (seen: Look, json: boolean): void => {
  const lines = json ? [JSON.stringify(seen)] : [...seen.findings.flatMap(linesOf), summary(seen)].map(printable);
  writeText(1, lines.map((line) => `${line}\n`).join(''));
};

/** @returns 0 where nothing is wrong, 1 where something is, 111 where something cannot be looked at. */
export const runDoctor = async (
  { json, directories }: DoctorOptions,
  complain: (reason: string) => void,
): Promise<number> => {
  try {
    const seen = await lookAtEach(
      directories.length === 0 ? [usualDirectory()] : directories.map((path) => resolve(path)),
    );
    tell(seen, json);
    for (const { path, reason } of seen.unseen) warn(`unable to look at ${path}: ${reason}`);
    if (seen.unseen.length > 0) return FATAL;
    return seen.findings.some(({ level }) => level === 'problem') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    complain(printable(error.message));
    return FATAL;
  }
};
