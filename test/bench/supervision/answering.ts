import type { Bell } from '../support/bell.ts';
import { MAKE_STAMP } from './supervisors/directories.ts';
import type { Service } from './supervisors/supervisor.ts';

/** What a service says on USR1, and when it can. */
export const ANSWER = 'usr1';
export const READY = 'ready';

/**
 * Waits for USR1 and says so. Blocked but while it waits, the signal finds no moment between looking and waiting; the one
 * system call that follows its arrival is the answer.
 */
const ANSWERING = `
use POSIX ":signal_h";
open my $bell, "+<", shift or die;
$SIG{USR1} = sub { syswrite $bell, "${ANSWER}\\n" };
my $all = POSIX::SigSet->new;
sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGUSR1), $all);
syswrite $bell, "${READY}\\n";
sigsuspend($all) while 1;
`;

/** A service that first says its pid, a line of digits, and then answers signals. */
export const answering = (name: string, { path }: Bell): Service => ({
  name,
  script: `echo $$ 1<>${path}\n${MAKE_STAMP}\nexec perl -e '${ANSWERING}' ${path}`,
});

export const several = (count: number, bell: Bell): Service[] =>
  Array.from({ length: count }, (_, index) => answering(`s${index}`, bell));

const PID = /^\d+$/;

/** The pid of the next service that starts; what others say meanwhile is passed over. */
export const nextPid = (bell: Bell, patience: number): number => {
  for (;;) {
    const line = bell.next('a service starts', patience);
    if (PID.test(line)) return Number(line);
  }
};

/** Waits until so many services answer, and gives the pids that they told on the way. */
export const untilReady = (bell: Bell, count: number, patience: number): number[] => {
  const pids: number[] = [];
  for (let ready = 0; ready < count; ) {
    const line = bell.next('all services are ready', patience);
    if (PID.test(line)) pids.push(Number(line));
    else if (line === READY) ready += 1;
  }
  return pids;
};
