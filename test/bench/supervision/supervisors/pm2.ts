import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start, succeeded } from '../../support/processes.ts';
import { installed } from '../../support/programs.ts';
import { freshServices } from '../../support/scratch.ts';
import { LOG, writeServices } from './directories.ts';
import { Pm2 } from './pm2-call.ts';
import type { Field, Service, Signaller, Supervisor } from './supervisor.ts';

const found = installed('pm2');

/** One app; its log is pm2's own capture. */
const app = (directory: string, { name }: Service) => ({
  name,
  ...{ script: join(directory, name, 'run'), interpreter: 'none', cwd: join(directory, name) },
  ...{ out_file: join(directory, name, LOG), error_file: '/dev/null', merge_logs: true },
  ...{ autorestart: true, max_restarts: 1_000_000, vizion: false, pmx: false },
});

const prepare = (services: readonly Service[]): Field => {
  const directory = freshServices('services');
  const home = freshServices('pm2');
  writeServices(directory, services, 'itself');
  const ecosystem = join(home, 'ecosystem.json');
  writeFileSync(ecosystem, JSON.stringify({ apps: services.map((one) => app(directory, one)) }));
  const variables = { PM2_HOME: home, PM2_DISCRETE_MODE: 'true', PM2_DISABLE_VERSION_CHECK: 'true' };
  return {
    directory,
    hasLoggers: true,
    run: home,
    start: () => succeeded('pm2 start', start([found.path, 'start', ecosystem, '--silent'], { variables })),
    async signaller(name): Promise<Signaller> {
      const daemon = await Pm2.connect(join(home, 'rpc.sock'));
      let last: Promise<void> | undefined;
      return {
        send() {
          last = daemon.call('sendSignalToProcessName', { signal: 'SIGUSR1', process_name: name }).answered;
        },
        answered: async () => last,
      };
    },
  };
};

export const pm2: Supervisor = {
  name: 'pm2',
  missing:
    found.missing === undefined
      ? undefined
      : 'not in PATH: npm install --prefix DIR pm2, PATH=DIR/node_modules/.bin:$PATH',
  most: 100,
  noScan: 'it is told of each app',
  noFlood: 'it does not rotate what it logs',
  prepare,
};
