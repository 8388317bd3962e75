import { withStderrUntouched } from '../../adapters/untouched-stderr.ts';
import type { Upgradable } from './upgrade.ts';

/** Orders an upgrade. @returns why there is none; where there is one, the program ends in the midst of this. */
export type OrderUpgrade = () => Promise<string>;

/**
 * One at a time: who orders another one meanwhile hears what becomes of the first. All that it takes is loaded at once:
 * when it is ordered, this program's files may have been replaced.
 */
export const upgradeOrders = (what: Upgradable): OrderUpgrade => {
  const loading = withStderrUntouched(() => import('./upgrade.ts'));
  loading.catch(() => {});
  let underWay: Promise<string> | undefined;
  const run = async (): Promise<string> => {
    try {
      return await (await loading).upgrade(what);
    } catch (error) {
      return `fault: ${error instanceof Error ? error.message : error}`;
    } finally {
      underWay = undefined;
    }
  };
  return () => {
    underWay ??= run();
    return underWay;
  };
};
