import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Ending, Program } from './program.ts';
import type { Sandbox } from './sandbox.ts';

/** A file of a log directory: its name with the time taken out, its permissions, and what is in it. */
export type FileView = { readonly name: string; readonly mode: string; readonly content: string };

/** The files of a log directory, and what was said of it. */
export type DirectoryView = { readonly messages: readonly string[]; readonly files: readonly FileView[] };

/** All there is to see of a logger: its directories, and what it said besides. */
export type LogView = {
  readonly ending: Ending | 'alive';
  readonly stdout: string;
  readonly stderr: string;
  readonly directories: Readonly<Record<string, DirectoryView>>;
};

const LABEL = /@[0-9a-f]{24}/g;
const SHOWN = 20_000;

/** Content that is too long to be told in full is told by its length, its ends and its hash. */
export const brief = (content: string): string =>
  content.length <= SHOWN
    ? content
    : `${content.length} bytes: ${content.slice(0, 200)} … ${content.slice(-200)} ${createHash('sha256').update(content, 'latin1').digest('hex')}`;

/** Takes the times out of stamps. */
export const plainStamps = (content: string): string =>
  content
    .replace(LABEL, '@STAMP')
    .replace(/\d{4}-\d\d-\d\d([_T])\d\d:\d\d:\d\d\.\d{5}(?!\d)/g, (_, between: string) => `DATE${between}TIME`);

/** Names of old log files get numbers in the order of their times: `@1.s` was there before `@2.u`. */
const numbered = (labels: readonly string[]) => {
  const order = [...new Set(labels)].sort();
  return (words: string): string => words.replace(LABEL, (label) => `@${order.indexOf(label) + 1}`);
};

/** The names in a log directory, sorted by bytes, without what a test put there for itself. */
export const namesIn = (box: Sandbox, directory: string): string[] => readdirSync(box.path(directory)).sort();

export const isOld = (name: string): boolean => name.startsWith('@') && name.length === 27;

/** The old log files of a directory, oldest first. */
export const oldFiles = (box: Sandbox, directory: string): string[] => namesIn(box, directory).filter(isOld);

export const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8).padStart(4, '0');

/** What is in the old files and `current`, put together. */
export const kept = (box: Sandbox, directory = 'd'): string =>
  [...oldFiles(box, directory), 'current'].map((name) => box.read(`${directory}/${name}`)).join('');

/** The files a test made itself and has no need to see again; nor is there anything in `lock` but its mode. */
const UNINTERESTING = ['config'];

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

const fileView = (box: Sandbox, directory: string, name: string): FileView => {
  const path = box.path(directory, name);
  if (!isFile(path)) return { name, mode: 'no file', content: '' };
  return { name, mode: modeOf(path), content: brief(plainStamps(readFileSync(path, 'latin1'))) };
};

/** Which of several directories a message is about; undefined where it is about none, or no message but an alert. */
const subjectOf = (line: string, directories: readonly string[]): string | undefined =>
  directories
    .filter(
      (name) => /^svlogd: (info|warning|pausing): /.test(line) && `${line}/`.replace(/: /g, '/ ').includes(` ${name}/`),
    )
    .sort((one, other) => other.length - one.length)[0];

/** Looks at a logger and its directories. */
export const view = (box: Sandbox, directories: readonly string[], program: Program): LogView => {
  const plain = (text: string): string =>
    text
      .replaceAll(box.subject.svlogd, 'svlogd')
      .replaceAll(box.directory, 'SANDBOX')
      .replace(/\d{4}(-\d\d){2}[_T](\d\d:){2}\d\d\.\d{5} |@[0-9a-f]{24} /g, (stamp) => plainStamps(stamp));
  const said = plain(program.stderr());
  // What is said of several directories is told for each: they are written to at the same time.
  const lines = said.split('\n');
  const filesIn = (name: string): FileView[] =>
    namesIn(box, name)
      .filter((file) => !UNINTERESTING.includes(file))
      .map((file) => fileView(box, name, file));
  const look = (name: string, about: readonly string[]): DirectoryView => {
    const files = filesIn(name);
    const number = numbered([...about, ...files.map((file) => file.name)].flatMap((words) => words.match(LABEL) ?? []));
    return { messages: about.map(number), files: files.map((file) => ({ ...file, name: number(file.name) })) };
  };
  const about = (name: string | undefined) => lines.filter((line) => subjectOf(line, directories) === name);
  return {
    ending: program.result ?? 'alive',
    stdout: plain(program.stdout()),
    stderr: about(undefined).join('\n'),
    directories: Object.fromEntries(directories.map((name) => [name, look(name, about(name))])),
  };
};
