import { quoted } from '../demo/words.ts';

/** A mistake in a service directory, or something that is as it is, but worth to be known. */
export type Finding = {
  readonly code: Code;
  /** A `note` is no mistake. */
  readonly level: 'problem' | 'note';
  /** The service directory, or the directory of services. */
  readonly service: string;
  /** The file or directory that it is about. */
  readonly path: string;
  /** What is so. */
  readonly words: string;
  /** How to mend it. */
  readonly mend: string;
};

/** What a sentence is about: a path as a shell takes it, its last part, and what more there is to say. */
type About = { readonly shown: string; readonly name: string; readonly detail: string };

type Kind = {
  readonly level: Finding['level'];
  readonly words: (about: About) => string;
  readonly mend: (about: About) => string;
};

const problem = (words: Kind['words'], mend: Kind['mend']): Kind => ({ level: 'problem', words, mend });
const note = (words: Kind['words'], mend: Kind['mend']): Kind => ({ level: 'note', words, mend });

/** Everything that can be found. */
const KINDS = {
  'run-missing': problem(
    () => 'there is no run: runsv tries to start it each second, in vain',
    ({ shown }) => `write ${shown}: #!/bin/sh, exec 2>&1, exec PROGRAM (runstate new does)`,
  ),
  'not-a-file': problem(
    ({ name }) => `${name} is not a file`,
    ({ shown }) => `replace ${shown} by a script`,
  ),
  'not-executable': problem(
    ({ name }) => `${name} is not executable`,
    ({ shown }) => `chmod +x ${shown}`,
  ),
  'no-interpreter': problem(
    ({ name }) => `${name} does not begin with #!, so the kernel does not take it for a script`,
    ({ shown }) => `write #!/bin/sh as the first line of ${shown}, with nothing before it`,
  ),
  'interpreter-crlf': problem(
    ({ name }) => `the first line of ${name} ends with a carriage return, which the kernel takes for part of the name`,
    ({ shown }) => `sed -i 's/\\r$//' ${shown}`,
  ),
  'interpreter-missing': problem(
    ({ name, detail }) => `${name} is to be run by ${detail}, which is not there`,
    ({ shown, detail }) => `install ${detail}, or change the first line of ${shown}`,
  ),
  'no-exec': problem(
    ({ name, detail }) =>
      `the last command of ${name}, ${detail}, is not begun by exec: the shell stays, and gets the signals in its place`,
    ({ shown }) => `write exec before the last command of ${shown}`,
  ),
  background: problem(
    ({ name, detail }) =>
      `${name} puts ${detail} into the background: runsv sees it end at once, and starts another one`,
    ({ shown }) => `take the & away, and write exec before it, in ${shown}`,
  ),
  daemonizes: problem(
    ({ name, detail }) => `${name} runs ${detail.split('\n')[0]}, which goes to the background as it is called there`,
    ({ shown, detail }) => `have ${shown} run it ${detail.split('\n')[1]}`,
  ),
  watcher: problem(
    ({ name, detail }) => `${name} runs ${detail.split('\n')[0]}, which is a supervisor itself`,
    ({ shown, detail }) => `have ${shown} run ${detail.split('\n')[1]}`,
  ),
  forked: problem(
    ({ detail }) => `run ends with exit code 0 again and again, while ${detail} lives on: it goes to the background`,
    ({ shown }) => `have ${shown} run it in the foreground; then stop the old one by its pid`,
  ),
  'stderr-unlogged': problem(
    ({ name }) => `${name} does not redirect its errors, so they do not reach the log service`,
    ({ shown }) => `write exec 2>&1 as the second line of ${shown}`,
  ),
  'log-not-directory': problem(
    () => 'log is not a directory: there is no log service',
    ({ shown }) => `mv ${shown} ${shown}.old; or make it a directory with a run`,
  ),
  'log-run-missing': problem(
    () => 'log has no run: what the service prints fills a pipe, and the service then waits for ever',
    ({ shown }) => `write ${shown}: #!/bin/sh, exec svlogd -tt ./main; or remove the directory`,
  ),
  'log-directory-missing': problem(
    ({ name }) => `log/run has svlogd log to ${name}, which is not there`,
    ({ shown }) => `mkdir -p ${shown}`,
  ),
  'log-directory-unwritable': problem(
    ({ detail, name }) => `log/run has svlogd log to ${name} as ${detail}, who may not write there`,
    ({ shown, detail }) => `chown ${quoted(detail)} ${shown}`,
  ),
  'process-left': problem(
    ({ detail }) => `process ${detail} of a supervisor that is gone still runs, and nobody supervises it`,
    ({ detail }) => `start runsvdir, which goes on with it; C runit would start a second one: kill ${detail} before`,
  ),
  'lock-held': problem(
    ({ detail }) => `no runsv is there, but process ${detail} holds the lock: no other runsv can begin`,
    ({ detail }) => `find out what process ${detail} is (ps -p ${detail}), and end it`,
  ),
  'not-fifo': problem(
    ({ name }) =>
      `${name} is not a FIFO: ${name === 'ok' ? 'nobody can tell that runsv is there' : 'runsv cannot begin'}`,
    ({ shown }) => `rm ${shown}; the next runsv makes it anew`,
  ),
  'supervise-unwritable': problem(
    ({ detail }) => `supervise cannot be written to: it belongs to ${detail}, or lies where nothing can be written`,
    ({ shown }) => `remove ${shown}, or give it to the user of runsv; or have it lead to where that one may write`,
  ),
  'supervise-dangling': problem(
    ({ detail }) => `supervise leads to ${detail}, where runsv cannot make it: what it lies in is not there`,
    ({ detail }) => `mkdir -p ${quoted(detail.slice(0, detail.lastIndexOf('/')))}`,
  ),
  'world-writable': problem(
    ({ name }) => `everybody may write to ${name}, and it is run as the supervisor's user`,
    ({ shown }) => `chmod o-w ${shown}`,
  ),
  'dangling-link': problem(
    ({ detail }) => `leads to ${detail}, where nothing is`,
    ({ shown }) => `rm ${shown}, or make what it leads to`,
  ),
  'control-not-executable': problem(
    ({ name }) => `control/${name} is not executable: it is passed over`,
    ({ shown }) => `chmod +x ${shown}`,
  ),
  'down-file': note(
    () => 'has a file down: is not started by itself',
    ({ shown }) => `rm ${shown}, if it is to be`,
  ),
  hidden: note(
    () => 'begins with a dot: runsvdir passes over it',
    ({ shown }) => `give ${shown} another name, if it is to be a service`,
  ),
  many: note(
    ({ detail }) => `${detail} services: C runit's runsvdir stops at 1000, this one does not`,
    () => 'nothing to mend here; with C runit, spread them over several directories',
  ),
} as const satisfies Record<string, Kind>;

export type Code = keyof typeof KINDS;

/** All codes. */
export const CODES = Object.keys(KINDS) as Code[];

/** Makes a finding of what was seen. `detail` says more, as its kind needs it. */
export const finding = (code: Code, service: string, path: string, detail = ''): Finding => {
  const { level, words, mend }: Kind = KINDS[code];
  const about = { shown: quoted(path), name: path.slice(path.lastIndexOf('/') + 1), detail };
  return { code, level, service, path, words: words(about), mend: mend(about) };
};
