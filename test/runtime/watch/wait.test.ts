import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Connection } from '../../../runtime/watch/connection.ts';
import type { Message, Request, Step } from '../../../runtime/watch/messages.ts';
import { waitFor } from '../../../runtime/watch/wait.ts';
import { temporary } from '../../support/temporary.ts';
import { status } from '../../visualizations/inspectors/support/steps.ts';

const step = (seq: number, to: string): Step => ({
  ...{ seq, at: 0, actor: 'a/main', machine: 'service', kind: 'transition' },
  ...{ event: { type: 'e' }, cause: '', to, facts: {} },
});

it('hears of a state that was too short, when there was too much to tell', async () => {
  const directory = temporary();
  mkdirSync(join(directory, 'a'));
  const asked: Request[] = [];
  const messages: Message[] = [
    { type: 'services', seq: 4, services: [status('a/main', { state: 'running' })] },
    { type: 'gap', from: 5, to: 9 },
    { type: 'history', actor: 'a/main', lost: 0, steps: [step(3, 'down'), step(7, 'finishing')] },
  ];
  const next = async (): Promise<Message | undefined> => messages.shift();
  const connection = {
    hello: { program: 'runsvdir', pid: 7, directory },
    send: (one: Request) => asked.push(one),
    next,
  };
  const found = { directory, connection: connection as unknown as Connection };
  expect(await waitFor(found, 'a', new Set(['finishing']))).toBe(0);
  expect(asked).toEqual([
    { type: 'follow', steps: 'transitions', actor: 'a/main' },
    { type: 'history', actor: 'a/main' },
  ]);
  // What was before it waited does not count.
  messages.push(
    { type: 'services', seq: 4, services: [status('a/main', { state: 'running' })] },
    { type: 'gap', from: 5, to: 9 },
  );
  messages.push({ type: 'history', actor: 'a/main', lost: 0, steps: [step(3, 'down')] });
  await expect(waitFor(found, 'a', new Set(['down']))).rejects.toThrow('the supervisor (pid 7) has ended');
});
