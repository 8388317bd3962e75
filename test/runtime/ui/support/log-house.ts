import { chmodSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readPart } from '../../../../adapters/plain-file.ts';
import { openLog } from '../../../../runtime/ui/log-place.ts';
import { type Seen, Tail } from '../../../../runtime/ui/tail.ts';
import { program, temporary } from '../../../support/temporary.ts';

/** A log service, `log`, in a directory that everybody may search. */
export class LogHouse {
  readonly root = temporary();
  readonly log = join(this.root, 'log');

  constructor() {
    chmodSync(this.root, 0o755);
    mkdirSync(this.log);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  file(name: string, text: string, mode = 0o644): string {
    return program(this.path(name), text, mode);
  }

  /** What is in the log that would be shown, whether it is private, or why it is not shown; undefined: there is none. */
  get opened(): { text: string; isPrivate: boolean } | string | undefined {
    try {
      const log = openLog(this.log);
      if (!log) return undefined;
      const text = readPart(log.fd, 0, 1000).toString();
      closeSync(log.fd);
      return { text, isPrivate: log.isPrivate };
    } catch (error) {
      return String(error).replaceAll(this.root, '');
    }
  }

  /** What somebody who looks is told, as it comes. */
  watch(count: number, seesAll = false): Seen[] {
    const told: Seen[] = [];
    const tail = new Tail({ directory: this.log, count, seesAll }, (seen) => told.push(seen));
    onTestFinished(() => tail.end());
    return told;
  }
}
