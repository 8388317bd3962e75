import type { Diagnostic } from '../../../adapters/system.ts';
import type { Runsvdir } from './boot.ts';
import { Calls } from './kernel/calls.ts';
import { OpenFile } from './kernel/inode.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Process } from './kernel/process.ts';
import { SERVICES } from './machine.ts';
import { globalsFor, HOME } from './node/globals.ts';
import { Loop } from './node/loop.ts';
import type { Product } from './product.ts';

/** Who is told of what a supervisor says and of what goes wrong in it. */
export type Ears = { said(diagnostic: Diagnostic): void; faulted(cause: unknown): void };

/** A runsvdir that runs on the simulated machine. */
export class Supervisor {
  readonly process: Process;
  readonly loop: Loop;
  runsvdir: Runsvdir | undefined;

  constructor(kernel: Kernel, product: Product, ears: Ears) {
    this.process = kernel.createProcess(kernel.init, kernel.root, { type: 'supervisor' });
    // Its standard streams.
    for (const flags of [0, 1, 1]) this.process.install(new OpenFile(kernel.createInode('device', 0o666), flags));
    this.loop = new Loop(kernel, this.process, new Calls(kernel, this.process), (cause) => ears.faulted(cause));
    this.loop.turn(kernel.elapsed, () => {
      const { boot } = product(globalsFor(this.loop));
      this.runsvdir = boot({
        directory: SERVICES,
        home: HOME,
        report: (diagnostic) => {
          if (this.process.isAlive) ears.said(diagnostic);
        },
        ended: (code) => kernel.exitNormally(this.process, code),
      });
    });
  }

  get isAlive(): boolean {
    return this.process.isAlive;
  }
}
