import type { Found } from './find-supervisor.ts';
import { fromFiles, type KnownStatus, serviceNames } from './from-files.ts';

/** Services, and where that is known from. */
export type Statuses = {
  /** `files`: nobody could be asked. */
  readonly source: 'supervisor' | 'files';
  readonly services: readonly KnownStatus[];
  /** Directories that nobody supervises. */
  readonly unsupervised: readonly string[];
};

/** Services that the supervisor does not host have their own runsv: their files tell of them. */
const others = (directory: string, known: readonly KnownStatus[]): Pick<Statuses, 'services' | 'unsupervised'> => {
  const told = new Set(known.map(({ name }) => name));
  const services: KnownStatus[] = [];
  const unsupervised: string[] = [];
  for (const name of serviceNames(directory)) {
    if (told.has(name)) continue;
    const found = fromFiles(directory, name);
    services.push(...found);
    if (found.length === 0) unsupervised.push(name);
  }
  return { services, unsupervised };
};

const inOrder = (one: KnownStatus, other: KnownStatus): number => {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.role === 'main' ? -1 : 1;
};

/** Every service in a directory. Throws the errors of readdir(3), and what {@link Found} throws. */
export const allStatuses = async ({ directory, connection }: Found): Promise<Statuses> => {
  const known: readonly KnownStatus[] = connection
    ? (await connection.ask({ type: 'services' }, 'services')).services
    : [];
  const rest = connection?.hello.program === 'runsv' ? { services: [], unsupervised: [] } : others(directory, known);
  const services = [...known, ...rest.services].sort(inOrder);
  return { source: connection ? 'supervisor' : 'files', services, unsupervised: rest.unsupervised };
};
