import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { DistributionLab } from './support.ts';

const SCRIPTS = '/usr/share/runit/sv';
/** One of them: the directory is that of others, too. */
const ONE = join(SCRIPTS, 'chrony/run');

/** Services of the package `runit-services`, and how their scripts call the daemon. */
const DAEMONS: readonly (readonly [service: string, daemon: string, called: string])[] = [
  ['acpi-fakekey', 'acpi_fakekeyd', '-f'],
  ['atd', 'atd', '-f -d'],
  ['chrony', 'chronyd', '-d '],
  ['cron', 'cron', '-f'],
  ['cups', 'cupsd', '-f'],
  ['dhclient', 'dhclient', '-d eth0'],
  ['gdomap', 'gdomap', '-f'],
  ['haveged', 'haveged', '-F'],
  ['preload', 'preload', '-s ROOT/var/lib/preload/preload.state -f -l '],
  ['rsyslog', 'rsyslogd', '-n -iNONE'],
];

/** As invoke-run does at its end: what it does before is about Debian's own files. */
const INVOKE = '#!/bin/sh\nset -a\n[ ! -r ./defaults ] || . ./defaults\nset +a\nexec /bin/sh ./run\n';

describe.skipIf(!existsSync(ONE))("Debian's runit-services", () => {
  it('start, log and stop', async () => {
    const lab = new DistributionLab();
    program(join(lab.root, 'invoke-run'), INVOKE);
    const rewrite = (text: string): string =>
      text
        .replace('#!/usr/bin/env /lib/runit/invoke-run', `#!/usr/bin/env ${lab.root}/invoke-run`)
        .replace(/\/lib\/runit\/finish-\w+/g, 'true')
        .replace(/(?<=\s)\/usr\/s?bin\/(?!env)/g, '');
    for (const [service, daemon] of DAEMONS) {
      const home = lab.install(join(SCRIPTS, service), service, rewrite);
      lab.stub(daemon);
      if (!existsSync(join(home, 'log'))) continue;
      // As cpsv does where `.meta/logscript` asks for it.
      mkdirSync(join(home, 'log/main'));
      program(join(home, 'log/run'), '#!/bin/sh\nexec svlogd -tt ./main\n');
    }
    program(join(lab.root, 'sv/dhclient/conf/interfaces'), 'INTERFACES=eth0\n', 0o644);
    for (const [service] of DAEMONS) lab.link(service);
    lab.supervise();

    const seen = (daemon: string): string | undefined =>
      lab
        .noted(daemon)[0]
        ?.replace(/ \(user \d+, .*/, '')
        .trimEnd();
    for (const [service, daemon, called] of DAEMONS) {
      await until(`${daemon} runs`, () => seen(daemon) === called.trimEnd());
      await lab.runs(service);
    }
    for (const [service, daemon] of DAEMONS) {
      expect(lab.sv('stop', service)).toMatch(/^ok: down: /);
      await until(`${daemon} was told`, () => lab.noted(daemon).at(-1) === 'TERM');
      if (!existsSync(join(lab.services, service, 'log'))) continue;
      await until(`${service} has logged`, () => lab.log(`sv/${service}/log/main`).at(-1) === `${daemon} heard TERM`);
    }
  });
});
