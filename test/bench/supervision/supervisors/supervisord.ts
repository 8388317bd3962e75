import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../../support/processes.ts';
import { installed } from '../../support/programs.ts';
import { freshServices } from '../../support/scratch.ts';
import { LOG, writeServices } from './directories.ts';
import type { Field, Service, Signaller, Supervisor } from './supervisor.ts';
import { callTo } from './xml-rpc.ts';

const program = installed('supervisord');

const general = (own: string): string => `[unix_http_server]
file=${own}/socket
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisord]
nodaemon=true
logfile=${own}/log
pidfile=${own}/pid
minfds=10000
silent=true
`;

/** Its own capture is the logger: as large and as many files as svlogd keeps. */
const section = (directory: string, { name }: Service): string => `[program:${name}]
command=${directory}/${name}/run
directory=${directory}/${name}
autorestart=true
startretries=1000000
redirect_stderr=true
stdout_logfile=${directory}/${name}/${LOG}
stdout_logfile_maxbytes=1000000
stdout_logfile_backups=10
`;

const prepare = (services: readonly Service[]): Field => {
  const directory = freshServices('services');
  const own = freshServices('supervisord');
  const configuration = join(own, 'conf');
  writeServices(directory, services, 'itself');
  writeFileSync(configuration, [general(own), ...services.map((one) => section(directory, one))].join(''));
  const socket = join(own, 'socket');
  return {
    directory,
    hasLoggers: true,
    run: own,
    async start() {
      start([program.path, '-c', configuration]);
    },
    async signaller(name): Promise<Signaller> {
      const next = () => callTo(socket, 'supervisor.signalProcess', name, 'USR1');
      // It ends the connection after each answer; making one is left out of what is measured.
      let call = await next();
      return {
        send: () => call.send(),
        async answered() {
          await call.answered();
          call = await next();
        },
      };
    },
  };
};

export const supervisord: Supervisor = {
  name: 'supervisord',
  missing: program.missing,
  most: 1000,
  noScan: 'it reads its configuration when it is told to',
  prepare,
};
