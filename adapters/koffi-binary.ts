import { createRequire } from 'node:module';
import { withStderrUntouched } from './untouched-stderr.ts';

/**
 * koffi without its JavaScript, which costs 10 ms and adds what is not used here: programs that live for a moment are
 * bundled with this in its place.
 */
const load = (): unknown => {
  const require = createRequire(process.argv[1]!);
  try {
    return require(`@koromix/koffi-${process.platform}-${process.arch}`);
  } catch {
    // Installed another way, or built here: koffi knows where.
    let koffi: unknown;
    void withStderrUntouched(async () => {
      koffi = require('koffi');
    });
    return koffi;
  }
};

export default load();
