import { constants, Script } from 'node:vm';

/** What the single executable is called with, in the place of a program's name, to run a module's text. */
export const EVALUATE = '--evaluate-module';

/**
 * Runs the text of a module, as `node --input-type=module -e` does. The executable's own script can import nothing that is not
 * built in; what is imported from the main context's loader can.
 */
export const evaluate = (text: string): Promise<unknown> => {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const load = new Script('(address) => import(address)', { importModuleDynamically }).runInThisContext();
  return load(`data:text/javascript,${encodeURIComponent(text)}`);
};
