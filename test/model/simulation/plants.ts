import type { Change } from './product.ts';
import type { Deed } from './story.ts';

/** A fault of a kind that supervisors have, put into the product. */
export type Plant = {
  readonly name: string;
  /** The seed that is tried first. */
  readonly seed: number;
  readonly changes: readonly Change[];
  /** What may happen in the stories that are to find it; left out: those of a healthy machine. */
  readonly deeds?: readonly Deed['type'][];
};

const change = (file: string, from: string, to: string): Change => ({ file, from, to });

export const PLANTS: readonly Plant[] = [
  {
    name: 'a record is taken for that of a process that lives when it does not, and the other way round',
    seed: 2,
    changes: [
      change(
        'adapters/child-record.ts',
        'startTimeOf(found.pid) === found.startTime',
        'startTimeOf(found.pid) !== found.startTime',
      ),
    ],
  },
  {
    name: 'an empty pipe is taken for a refusal',
    seed: 1,
    changes: [change('adapters/log-feed.ts', "moved === 'EAGAIN' || moved === 'EINTR'", "moved === 'EINTR'")],
    deeds: ['letters'],
  },
  {
    name: 'signals go on to a child that has been reaped',
    seed: 4,
    changes: [
      change('adapters/native-processes.ts', 'if (watchers.has(pid) && !untold.has(pid)) sendSignal', 'sendSignal'),
      change('adapters/program.ts', '    this.#pid = 0;\n', ''),
      change(
        'machines/service.ts',
        "'control.kill': { actions: 'kill' },",
        "'control.kill': { actions: 'kill' }, 'program.exited': {},",
      ),
    ],
    deeds: ['letters'],
  },
  {
    name: 'what had not been recorded is not cut off the log',
    seed: 23,
    changes: [change('adapters/log-directory.ts', 'if (isDirty && current!.size > left.size)', 'if (false)')],
    deeds: ['kill'],
  },
  {
    name: 'the bytes that are left are moved to the front of the spool after the record says so',
    seed: 7,
    changes: [change('adapters/log-spool.ts', '    this.record(moved, end);\n    ftruncateSync', '    ftruncateSync')],
    deeds: ['kill'],
  },
  {
    name: 'the lock of a directory that is gone stays open',
    seed: 1,
    changes: [
      change('adapters/supervise-directory.ts', 'for (const fd of Object.values(this.#open)) closeSync(fd);', ''),
    ],
    deeds: ['remove'],
  },
  {
    name: 'a service that ends at once is started again at once',
    seed: 1,
    changes: [change('machines/service.ts', "{ guard: 'diedTooSoon', target: 'backoff' }, ", '')],
    deeds: ['letters'],
  },
  {
    name: 'down sends no TERM',
    seed: 4,
    changes: [
      change(
        'machines/service.ts',
        "'control.down': { actions: [{ type: 'want', params: { want: 'down' } }, 'publish', 'orderStop'] },",
        "'control.down': { actions: [{ type: 'want', params: { want: 'down' } }, 'publish'] },",
      ),
    ],
    deeds: ['letters'],
  },
  {
    name: 'a stopped process is not continued before it is to end',
    seed: 5,
    changes: [
      change(
        'machines/service.ts',
        "{ guard: 'hasOrders', actions: ['continueFirst', 'obey'] }",
        "{ guard: 'hasOrders', actions: 'obey' }",
      ),
      change('machines/service.ts', "          entry: 'continueFirst',\n", ''),
    ],
    deeds: ['letters', 'shoot'],
  },
  {
    name: 'the files do not tell that a service is down',
    seed: 1,
    changes: [change('machines/service.ts', "entry: ['noteDown', 'publish']", "entry: ['noteDown']")],
    deeds: ['letters'],
  },
  {
    name: 'after a burst of letters nobody listens',
    seed: 1,
    changes: [change('adapters/control-fifo.ts', 'setImmediate(() => this.#socket.resume());', '')],
    deeds: ['letters'],
  },
];
