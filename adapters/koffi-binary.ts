import { withStderrUntouched } from './untouched-stderr.ts';

/** The binaries in koffi's package for this machine; the one for another C library cannot be loaded. */
const BINARIES = [`linux_${process.arch}`, `musl_${process.arch}`];

/** Where packages lie beside this one: `HOME/dist/lib/NAME.cjs` is what runs, and HOME may be a dependency itself. */
const packageFolders = (): string[] => {
  const above = process.argv[1]!.split('/').slice(0, -3);
  return [`${above.join('/')}/node_modules`, above.slice(0, -1).join('/')];
};

/**
 * koffi without its JavaScript, which costs 10 ms and adds what is not used here, and without a search for it, which
 * costs 1: programs that live for a moment are bundled with this in its place.
 */
const load = (): unknown => {
  for (const folder of packageFolders())
    for (const binary of BINARIES) {
      const module = { exports: {} };
      try {
        process.dlopen(module, `${folder}/@koromix/koffi-linux-${process.arch}/${binary}/koffi.node`);
        return module.exports;
      } catch {
        // The next one.
      }
    }
  // Installed another way, or built here: koffi knows where.
  const require = process.getBuiltinModule('node:module').createRequire(process.argv[1]!);
  let koffi: unknown;
  withStderrUntouched(async () => {
    koffi = require('koffi');
  }).catch(() => {});
  if (koffi === undefined) throw new Error('koffi cannot be loaded');
  return koffi;
};

export default load();
