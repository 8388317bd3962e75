/** Where log lines are sent to by UDP. */
export type Address = { readonly host: string; readonly port: number };

/** syslog's port. */
const DEFAULT_PORT = 514;

/** Why an address is no good; the words of runit's warning. */
export type AddressProblem = {
  readonly problem: 'unable to scan ip address' | 'unable to scan port number';
  /** What it is about. */
  readonly text: string;
};

/**
 * Reads `a.b.c.d[:port]` as svlogd does: each part modulo 256, the port modulo 65536, what follows the fourth number
 * without a colon is ignored.
 */
export const scanAddress = (text: string): Address | AddressProblem => {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(.*)$/s.exec(text);
  if (!parts) return { problem: 'unable to scan ip address', text };
  const host = parts
    .slice(1, 5)
    .map((part) => BigInt(part!) % 256n)
    .join('.');
  const rest = parts[5]!;
  if (!rest.startsWith(':')) return { host, port: DEFAULT_PORT };
  const port = Number(BigInt(/^:(\d*)/.exec(rest)![1] || '0') % 65536n);
  return port === 0 ? { problem: 'unable to scan port number', text: rest.slice(1) } : { host, port };
};
