import { descriptorLimit } from '../../../adapters/spawn.ts';

/** Runs something that opens no descriptor, because the limit is lowered: the system refuses with EMFILE. Nothing may wait in it. */
export const withoutDescriptors = <T>(act: () => T): T => {
  const [soft, hard] = descriptorLimit();
  descriptorLimit(BigUint64Array.of(3n, hard!));
  try {
    return act();
  } finally {
    descriptorLimit(BigUint64Array.of(soft!, hard!));
  }
};
