import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ControlFifo } from '../../adapters/control-fifo.ts';
import { type ControlEvent, controlEvent } from '../../machines/rules/control-letter.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const FIFO_SIZE = 65_536;

/** A FIFO that is read, and its writing end. */
const listen = (obey: (order: ControlEvent) => void, fault: (cause: unknown) => void = () => {}) => {
  const path = join(temporary(), 'control');
  execFileSync('mkfifo', [path]);
  const fifo = new ControlFifo(openSync(path, constants.O_RDWR | constants.O_NONBLOCK), { obey, fault });
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => {
    fifo.close();
    closeSync(writer);
  });
  return { write: (bytes: string | Uint8Array) => writeSync(writer, Buffer.from(bytes)), fifo };
};
/** Lets the event loop go round so often. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const eventsOf = (letters: string): ControlEvent[] => [...letters].map((letter) => controlEvent(letter.charCodeAt(0))!);

describe('a control FIFO', () => {
  it('gives orders in the order written, several a write, and drops junk', async () => {
    const orders: ControlEvent[] = [];
    const { write } = listen((order) => orders.push(order));
    write('tcu\n');
    write(Buffer.from([0x00, 0x64, 0xff, 0x0a, 0x78, 0x7a]));
    await until('all orders came', () => orders.length >= 5);
    expect(orders).toEqual(eventsOf('tcudx'));
  });

  it('read to the end of a full burst: every order, in order, and other timers run between', async () => {
    const letters = 'udoxtkpchaiq12';
    const bytes = Buffer.alloc(FIFO_SIZE, `z\0\n${letters}Z`);
    const expected = eventsOf([...bytes.toString('latin1')].filter((char) => letters.includes(char)).join(''));
    const orders: ControlEvent[] = [];
    let turns = 0;
    let busy = false;
    const timer = setInterval(() => {
      if (busy) turns++;
    }, 1);
    const { write } = listen((order) => {
      busy = true;
      orders.push(order);
      // As an order costs: some work in this turn.
      for (const end = performance.now() + 0.002; performance.now() < end; );
    });
    expect(write(bytes)).toBe(FIFO_SIZE);
    await until('all orders came', () => orders.length >= expected.length);
    clearInterval(timer);
    expect(orders).toEqual(expected);
    expect(turns).toBeGreaterThan(10);
  });

  it('goes on after an order that broke', async () => {
    const orders: ControlEvent[] = [];
    const causes: unknown[] = [];
    const cause = new Error('broken');
    const { write } = listen(
      (order) => {
        orders.push(order);
        if (order.type === 'control.down') throw cause;
      },
      (thrown) => causes.push(thrown),
    );
    write('d');
    await until('the fault is told', () => causes.length === 1);
    write('u');
    await until('the next order came', () => orders.length === 2);
    expect(causes).toEqual([cause]);
  });

  it('is silent when it has been closed, also in the middle of a burst', async () => {
    let count = 0;
    const { write, fifo } = listen(() => {
      if (++count === 20) fifo.close();
    });
    write('u'.repeat(1000));
    await until('it is closed', () => count >= 20);
    await turns(50);
    expect(count).toBeLessThanOrEqual(32);
  });
});

describe('heard out', () => {
  it('has obeyed what was written before, at once where that is little', () => {
    const orders: ControlEvent[] = [];
    const { write, fifo } = listen((order) => orders.push(order));
    write('ud');
    let heard: ControlEvent[] | undefined;
    fifo.hearOut(() => {
      heard = [...orders];
    });
    expect(heard).toEqual(eventsOf('ud'));
  });

  it('has obeyed a full burst, each order once and in order, in turns', async () => {
    const letters = 'udot';
    const orders: ControlEvent[] = [];
    const { write, fifo } = listen((order) => orders.push(order));
    write(letters.repeat(FIFO_SIZE / letters.length));
    let heard = -1;
    fifo.hearOut(() => {
      heard = orders.length;
    });
    expect(heard).toBe(-1);
    await until('it has been heard out', () => heard >= 0);
    expect(heard).toBe(FIFO_SIZE);
    expect(orders).toEqual(eventsOf(letters.repeat(FIFO_SIZE / letters.length)));
  });

  it('is so at last, however much is written meanwhile', async () => {
    const { write, fifo } = listen(() => write('u'));
    write('u'.repeat(100));
    let isHeard = false;
    fifo.hearOut(() => {
      isHeard = true;
    });
    await until('it has been heard out', () => isHeard);
  });

  it('and closed by an order: nothing comes after it', async () => {
    let heard = 0;
    const { write, fifo } = listen(() => fifo.close());
    write('x');
    fifo.hearOut(() => heard++);
    await turns(50);
    expect(heard).toBe(0);
  });
});
