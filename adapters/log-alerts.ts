import { writeSync } from 'node:fs';
import type { Batch } from '../machines/rules/svlog/batch.ts';
import { judge } from '../machines/rules/svlog/pattern.ts';
import { collectedEnd, nextLine } from '../machines/rules/svlog/render.ts';
import { stampText } from '../machines/rules/svlog/stamp.ts';
import type { LogPlace } from './log-place.ts';
import { copyOf } from './log-sender.ts';

const write = (bytes: Buffer): void => {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(2, bytes, at);
  } catch {
    // Nobody reads alerts, or not fast enough: the log goes on.
  }
};

/** Copies lines that the configs select by `e` to standard error, in the order of the lines. */
export const createAlerts =
  (places: ReadonlyMap<string, LogPlace>, stamp: 0 | 1 | 2 | 3) =>
  (batch: Batch): void => {
    const alerting = [...places.values()].filter(({ config }) => config.alerts.length > 0);
    if (alerting.length === 0) return;
    const lead = Buffer.from(stampText(stamp, batch.wall));
    const first = Buffer.from(stampText(stamp, batch.firstWall));
    const lines: Buffer[] = [];
    for (
      let at = batch.within ? nextLine(batch, batch.start) : batch.start;
      at < batch.complete;
      at = nextLine(batch, at)
    ) {
      const end = collectedEnd(batch, at);
      for (const { config } of alerting)
        if (judge(config.alerts, false, batch.bytes, at, end))
          lines.push(copyOf(batch, at, end, Buffer.concat([at === batch.start ? first : lead, config.prefix])));
    }
    if (lines.length > 0) write(Buffer.concat(lines));
  };
