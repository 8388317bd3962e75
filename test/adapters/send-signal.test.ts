import { expect, it, vi } from 'vitest';
import { sendSignal } from '../../adapters/send-signal.ts';

it.each(['EPERM', 'ESRCH'])('%s is nobody’s fault', (code) => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error(`kill ${code}`), { code });
  });
  expect(() => sendSignal(7, 'SIGTERM')).not.toThrow();
  expect(kill.mock.calls).toEqual([[7, 15]]);
  kill.mockRestore();
});

it('anything else is ours', () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EINVAL'), { code: 'EINVAL' });
  });
  expect(() => sendSignal(7, 'SIGTERM')).toThrow('EINVAL');
  kill.mockRestore();
});
