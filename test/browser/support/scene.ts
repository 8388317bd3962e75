import { FakeSupervisor } from './fake-supervisor.ts';

/** A supervisor in the middle of an ordinary day: something runs, something crashes, something is down. */
export const scene = (): FakeSupervisor => {
  const supervisor = new FakeSupervisor();
  supervisor.supervise('web', { log: true });
  supervisor.supervise('database', { log: true });
  supervisor.supervise('worker');
  supervisor.supervise('nightly');
  supervisor.supervise('crasher', { log: true });
  supervisor.pass('nightly', 4000);
  supervisor.letter('nightly/main', 'd');
  supervisor.pass('web', 60_000);
  supervisor.letter('web/main', 'h');
  supervisor.pass('web', 1_200_000);
  supervisor.letter('web/main', 'p');
  supervisor.pass('web', 2000);
  supervisor.letter('web/main', 'c');
  for (let times = 0; times < 6; times++) {
    supervisor.pass('crasher', 300);
    supervisor.exits('crasher', 1);
    supervisor.pass('crasher', 1000);
  }
  supervisor.exits('crasher', 3);
  supervisor.tails.set('web/log', [
    '2026-11-23_00:10:01.10 listening on :8080',
    '2026-11-23_00:10:02.55 GET / 200 3 ms',
    '2026-11-23_00:10:03.01 GET /?q=<script>alert(1)</script> 404 "not found" \'quoted\' &amp;',
  ]);
  return supervisor;
};
