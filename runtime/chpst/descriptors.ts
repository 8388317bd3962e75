import type { Inherited } from '../../adapters/inherited-note.ts';
import { lock, moveDescriptor } from '../../adapters/lock-file.ts';
import { openAppend } from '../../adapters/open-append.ts';
import { closeDescriptor } from '../../adapters/own-process.ts';
import type { Request } from '../../machines/rules/chpst/request.ts';
import { attempt } from '../fatal.ts';

const STANDARD = ['stdin', 'stdout', 'stderr'] as const;

/** The descriptors that the program is going to find, by number. */
export type Descriptors = Set<number>;

/** What was inherited. Where a standard descriptor was closed Node has put `/dev/null`: that goes. */
export const inheritedDescriptors = ({ standard = [0, 1, 2], descriptors }: Inherited): Descriptors => {
  for (const fd of STANDARD.keys()) if (!standard.includes(fd)) closeDescriptor(fd);
  return new Set([...standard, ...descriptors]);
};

const lowestFree = (descriptors: Descriptors): number => {
  let fd = 0;
  while (descriptors.has(fd)) fd += 1;
  return fd;
};

/** Takes the lock, on the number that it would have had without Node: the program inherits it. */
export const takeLock = ({ file, waits }: NonNullable<Request['lock']>, descriptors: Descriptors): void => {
  const fd = attempt(`unable to open lock: ${file}`, () => openAppend(file));
  attempt(`unable to lock: ${file}`, () => lock(fd, waits));
  const number = lowestFree(descriptors);
  moveDescriptor(fd, number);
  descriptors.add(number);
};

/** Closes standard descriptors; one that is closed already is an error. */
export const closeStandard = (closed: ReadonlySet<number>, descriptors: Descriptors): void => {
  for (const [fd, name] of STANDARD.entries()) {
    if (!closed.has(fd)) continue;
    attempt(`unable to close ${name}`, () => closeDescriptor(fd));
    descriptors.delete(fd);
  }
};
