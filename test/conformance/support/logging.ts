import type { Program } from './program.ts';
import { runs, type Sandbox, type Tree, text } from './sandbox.ts';
import type { Service } from './service.ts';
import { until } from './until.ts';

/** A service that writes three lines and lives on, and its logger. */
export const LOGGED: Tree = {
  run: runs('writer.sh'),
  lines: text('3\n'),
  written: text('0\n'),
  'log/run': runs('logger.sh'),
};

/** A service with a log, and the runsv that has both. */
export type Pair = { readonly service: Service; readonly runsv: Program };

export const supervised = async (box: Sandbox, tree: Tree): Promise<Pair> => {
  const service = box.make('service', tree);
  return { service, runsv: await box.supervise(service) };
};

/** Both run, and the first three lines have arrived. */
export const logging = async (box: Sandbox, tree: Tree = {}): Promise<Pair> => {
  const pair = await supervised(box, { ...LOGGED, ...tree });
  await pair.service.started('run');
  await pair.service.log.started('run');
  await logged(pair.service, 3);
  return pair;
};

/** What was logged. */
export const lines = (service: Service): string[] =>
  service.exists('log/current') ? service.read('log/current').split('\n').slice(0, -1) : [];

export const logged = async (service: Service, count: number): Promise<void> => {
  await until(`${count} lines are logged`, () => lines(service).length >= count, { seen: () => lines(service) });
};

/** Everything there is to see of a service with a log. */
export const look = ({ service, runsv }: Pair) => ({
  service: service.view(),
  log: service.log.view(),
  lines: lines(service),
  runsv: runsv.result ?? 'alive',
  stderr: runsv.stderr(),
});

/** Tells runsv to exit, by `order`, and looks when it has. */
export const leave = async (pair: Pair, order: (pair: Pair) => Promise<void> | void) => {
  await order(pair);
  await pair.runsv.ended();
  return look(pair);
};
