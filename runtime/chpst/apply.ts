import { restoreSignals } from '../../adapters/become.ts';
import { readEnvironmentDirectory } from '../../adapters/environment-directory.ts';
import type { Inherited } from '../../adapters/inherited-note.ts';
import { environmentEntries } from '../../adapters/own-environment.ts';
import { beNicer, enterDirectory, leadSession, rootHere } from '../../adapters/own-process.ts';
import { changeEnvironment } from '../../machines/rules/chpst/environment.ts';
import type { Request } from '../../machines/rules/chpst/request.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { attempt, Fatal } from '../fatal.ts';
import { accountVariables, becomeAccount } from './account.ts';
import { closeStandard, inheritedDescriptors, takeLock } from './descriptors.ts';
import { execute } from './execute.ts';
import { shown, warn } from './words.ts';

const directoryChanges = ({ environmentDirectory, verbose }: Request): string[] => {
  if (!environmentDirectory) return [];
  const { path, subdirectories } = environmentDirectory;
  return readEnvironmentDirectory({
    path,
    attempt,
    passOver(name, code) {
      const text = `unable to read ${path}/${shown(name)}: ${errnoText(code)}`;
      if (code !== 'EISDIR' || subdirectories === 'refused') throw new Fatal(text);
      if (verbose) warn(text);
    },
  });
};

const applyPlaces = ({ root, directory }: Request): void => {
  if (root !== undefined) {
    attempt(`unable to change directory: ${root}`, () => enterDirectory(root));
    attempt('unable to change root directory', rootHere);
  }
  if (directory !== undefined) attempt(`unable to change directory: ${directory}`, () => enterDirectory(directory));
};

/** Applies a request, in runit's order, and becomes its program. Throws {@link Fatal}: nothing has been executed. */
export const applyRequest = (request: Request, inherited: Inherited): never => {
  const { session, nice, shownAccount, account, lock, closed } = request;
  // At once: what follows may wait for a lock, as deaf to what is ignored as chpst.
  restoreSignals(inherited);
  const descriptors = inheritedDescriptors(inherited);
  const given = environmentEntries(inherited);
  if (session) leadSession();
  const changes = directoryChanges(request);
  applyPlaces(request);
  if (nice) attempt('unable to set nice level', () => beNicer(nice));
  if (shownAccount) changes.push(...accountVariables(shownAccount));
  if (account) becomeAccount(account);
  if (lock) takeLock(lock, descriptors);
  closeStandard(closed, descriptors);
  return execute(request, inherited, descriptors, given, changeEnvironment(given, changes));
};
