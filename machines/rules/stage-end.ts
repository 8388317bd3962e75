import type { ExitStatus } from './exit-status.ts';

/** How a stage ended: `crashed` by a signal, `failed` with an exit code that is not 0, or neither. */
export const endOf = ({ code, signal }: ExitStatus): 'succeeded' | 'failed' | 'crashed' => {
  if (signal !== null) return 'crashed';
  return code === 0 ? 'succeeded' : 'failed';
};
