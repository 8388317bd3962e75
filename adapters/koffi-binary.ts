import { createRequire } from 'node:module';
import { withStderrUntouched } from './untouched-stderr.ts';

/** The binaries in koffi's package for this machine; the one for another C library cannot be loaded. */
const BINARIES = [`linux_${process.arch}`, `musl_${process.arch}`];

/**
 * koffi without its JavaScript, which costs 10 ms and adds what is not used here: programs that live for a moment are
 * bundled with this in its place.
 */
const load = (): unknown => {
  const require = createRequire(process.argv[1]!);
  for (const binary of BINARIES)
    try {
      return require(`@koromix/koffi-linux-${process.arch}/${binary}/koffi.node`);
    } catch {
      // The next one.
    }
  // Installed another way, or built here: koffi knows where.
  let koffi: unknown;
  withStderrUntouched(async () => {
    koffi = require('koffi');
  }).catch(() => {});
  if (koffi === undefined) throw new Error('koffi cannot be loaded');
  return koffi;
};

export default load();
