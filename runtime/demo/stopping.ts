import type { Actor } from 'xstate';
import type { Role } from '../../machines/ports.ts';
import type { RunsvEvent } from '../../machines/runsv.ts';
import type { runsvdirMachine } from '../../machines/runsvdir.ts';
import type { Board, Row } from './board.ts';
import type { Stopping } from './stop.ts';
import { printable } from './words.ts';

/** What is left of a service: itself, or its log service alone. */
const roleLeft = ({ main, log }: Row): Role | undefined => (main?.pid ? 'main' : log?.pid ? 'log' : undefined);

/** What `k` in a control FIFO comes to: force-stop's last word. The FIFO itself may be gone with its directory. */
const killOrder = (role: Role): RunsvEvent => ({ type: 'supervise.control', role, order: { type: 'control.kill' } });

/**
 * Stopping the services of a runsvdir.
 *
 * @param left ends the demo although some services are still there.
 */
export const createStopping = (
  runsvdir: Actor<typeof runsvdirMachine>,
  board: Board,
  say: (text: string) => void,
  left: (names: string) => void,
): Stopping => {
  const { services } = runsvdir.getSnapshot().context;
  const remaining = (): Row[] => board.rows.filter(({ key }) => services.has(key));
  const told = new Set<string>();
  return {
    ask() {
      say('demo: TERM to all services; Ctrl-C again kills those that do not go');
      runsvdir.send({ type: 'runsvdir.hangup' });
    },
    force() {
      const left = remaining().flatMap((row) => {
        const role = roleLeft(row);
        return role ? [{ row, role }] : [];
      });
      for (const { row, role } of left) {
        const name = printable(role === 'log' ? `${row.name}/log` : row.name);
        if (!told.has(name)) say(`demo: ${name} does not go by itself: KILL, as sv force-stop does`);
        told.add(name);
      }
      runsvdir.send({ type: 'runsvdir.hurry' });
      for (const { row, role } of left) services.get(row.key)?.actor?.send(killOrder(role));
    },
    giveUp: () =>
      left(
        printable(
          remaining()
            .map(({ name, main }) => `${name} (pid ${main?.pid})`)
            .join(', '),
        ),
      ),
  };
};
