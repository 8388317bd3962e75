import type { Contender, Sample } from '../case.ts';
import type { Intake } from '../support/intake.ts';
import { type Logger, ourSvlogd, theirSvlogd } from '../support/loggers.ts';
import { processIntake } from '../support/process-intake.ts';
import { hosted, supervisedIntake } from '../support/supervised-intake.ts';

type Measured = (intake: Intake) => Promise<Sample>;

const measured = async (intake: Intake, measure: Measured): Promise<Sample> => {
  const sample = await measure(intake);
  await intake.end();
  intake.remove();
  return sample;
};

/** Loggers as processes of their own, and ours in its supervisor's, all asked the same. */
export const askedAll = (
  measure: Measured,
  processes: readonly Logger[] = [theirSvlogd, ourSvlogd],
): readonly Contender[] => [
  ...processes.map((logger) => ({
    name: logger.name,
    missing: logger.missing,
    run: async () => measured(await processIntake(logger), measure),
  })),
  {
    name: hosted.name,
    missing: hosted.runsvdir.missing,
    run: async (note) => measured(await supervisedIntake(hosted, note), measure),
  },
];
