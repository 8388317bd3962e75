import { type Observable, Subject } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PATIENCE, stopOnOrder } from '../../../runtime/demo/stop.ts';

let orders: Subject<string>;
let gone: Subject<void>;
let done: string[];

beforeEach(() => {
  vi.useFakeTimers();
  orders = new Subject();
  gone = new Subject();
  done = [];
  const noting = (what: string) => () => void done.push(what);
  stopOnOrder(orders as Observable<unknown>, gone, {
    ask: noting('ask'),
    force: noting('force'),
    giveUp: noting('give up'),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('asks first, and forces when patience is at its end', () => {
  orders.next('SIGINT');
  vi.advanceTimersByTime(PATIENCE - 1);
  expect(done).toEqual(['ask']);
  vi.advanceTimersByTime(2);
  expect(done).toEqual(['ask', 'force']);
});

test('the same Ctrl-C, passed on by npm, is no second one', () => {
  orders.next('SIGINT');
  vi.advanceTimersByTime(100);
  orders.next('SIGINT');
  vi.advanceTimersByTime(1000);
  expect(done).toEqual(['ask']);
});

test('a second Ctrl-C forces at once', () => {
  orders.next('SIGINT');
  vi.advanceTimersByTime(1000);
  orders.next('SIGINT');
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['ask', 'force']);
});

test('forces some times more, and then gives up', () => {
  orders.next('SIGTERM');
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual(['ask', 'force', 'force', 'force', 'force', 'force', 'give up']);
});

test('nothing more is done once all are gone', () => {
  orders.next('SIGTERM');
  gone.next();
  orders.next('SIGTERM');
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual(['ask']);
});
