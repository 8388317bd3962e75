import type { Batch } from '../machines/rules/svlog/batch.ts';
import type { LogConfig } from '../machines/rules/svlog/config.ts';
import { judge } from '../machines/rules/svlog/pattern.ts';
import { collectedEnd, nextLine } from '../machines/rules/svlog/render.ts';
import { stampText } from '../machines/rules/svlog/stamp.ts';
import type { AlertStream } from './alert-stream.ts';
import type { LogPlace } from './log-place.ts';
import { copyOf } from './log-sender.ts';

/** Copies of the lines that begin in a batch, for each config that selects them. */
const copiesOf = (batch: Batch, configs: readonly LogConfig[], stamp: 0 | 1 | 2 | 3): Buffer[] => {
  const copies: Buffer[] = [];
  const first = Buffer.from(stampText(stamp, batch.firstWall));
  const others = Buffer.from(stampText(stamp, batch.wall));
  let at = batch.within ? nextLine(batch, batch.start) : batch.start;
  for (; at < batch.complete; at = nextLine(batch, at)) {
    const end = collectedEnd(batch, at);
    const lead = at === batch.start ? first : others;
    for (const { alerts, prefix } of configs)
      if (judge(alerts, false, batch.bytes, at, end))
        copies.push(copyOf(batch, at, end, Buffer.concat([lead, prefix])));
  }
  return copies;
};

/** Copies lines that the configs select by `e` to standard error, in the order of the lines. */
export const createAlerts =
  (places: ReadonlyMap<string, LogPlace>, stamp: 0 | 1 | 2 | 3, write: AlertStream) =>
  (batch: Batch): void => {
    const configs = [...places.values()].map(({ config }) => config).filter(({ alerts }) => alerts.length > 0);
    if (configs.length === 0) return;
    const copies = copiesOf(batch, configs, stamp);
    if (copies.length > 0) write(Buffer.concat(copies));
  };
