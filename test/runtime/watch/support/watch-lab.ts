import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { Connection } from '../../../../runtime/watch/connection.ts';
import type { Message, Request } from '../../../../runtime/watch/messages.ts';
import { connectTo } from '../../../../runtime/watch/stale.ts';
import { Lab } from '../../../faults/support/lab.ts';
import { until } from '../../../support/until.ts';

const BIN = resolve(import.meta.dirname, '../../../../dist/bin');

/** What a program said, and how it ended. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const ended = (child: ChildProcess): Promise<Ended> => {
  let [out, err] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((settle) => child.once('close', (code) => settle({ code, out, err })));
};

/** A directory of services with a runsvdir that tells of them, in a run directory of its own. */
export class WatchLab extends Lab {
  readonly run = join(this.root, 'run');
  readonly environment = { ...process.env, RUNSTATE_RUN: this.run, PATH: `${BIN}:${process.env.PATH}` };

  /** Starts a program over the services; it ends with the test, and its services with it. */
  start(program = join(BIN, 'runsvdir'), directory = this.services, environment: NodeJS.ProcessEnv = {}) {
    const child = spawn(program, [directory], {
      env: { ...this.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = ended(child);
    onTestFinished(async () => {
      child.kill('SIGHUP');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
      await end;
      clearTimeout(timer);
    });
    return { child, ended: end };
  }

  /** Names of the sockets. */
  get sockets(): string[] {
    return readdirSync(this.run).filter((name) => name.endsWith('.sock'));
  }

  socket(count = 1): Promise<string> {
    return until('there is a socket', () => {
      const { sockets } = this;
      return sockets.length === count && join(this.run, sockets[0]!);
    });
  }

  async client(path?: string): Promise<Connection> {
    const at = path ?? (await this.socket());
    const socket = await connectTo(at);
    const connection = socket && (await Connection.open(socket, at));
    if (!connection) throw new Error('nobody answers');
    onTestFinished(() => connection.close());
    return connection;
  }

  /** Runs `runstate`, called in the directory of services. */
  runstate(...args: readonly string[]): Promise<Ended> {
    const child = spawn(join(BIN, 'runstate'), args, {
      cwd: this.services,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return ended(child);
  }

  /** `runstate` over these services. */
  tell(command: string, ...args: readonly string[]): Promise<Ended> {
    return this.runstate(command, '--directory', this.services, ...args);
  }
}

/** Sends a request, and reads messages until one is as it should be: that one. */
export const follow = async <Found extends Message>(
  client: Connection,
  request: Request,
  isIt: (message: Message) => message is Found,
): Promise<Found> => {
  client.send(request);
  for (;;) {
    const message = await client.next();
    if (!message) throw new Error('the supervisor has ended');
    if (isIt(message)) return message;
  }
};
