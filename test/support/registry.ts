import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** How this machine's npm comes to its registry: what it has to be told, and files that it reads for it. */
export type Registry = {
  /** Why there is none. */
  readonly obstacle?: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly files: readonly string[];
};

const npm = (...words: readonly string[]): string =>
  execFileSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 }).trim();

const setting = (name: string): string => {
  const value = npm('config', 'get', name);
  return value === 'null' || value === 'undefined' ? '' : value;
};

const reach = (): Registry => {
  try {
    npm('view', 'koffi', 'version');
    const [address, cafile] = [setting('registry'), setting('cafile')];
    const { NODE_EXTRA_CA_CERTS, ...others } = process.env;
    const proxies = Object.entries(others).filter(([name]) => /^(https?|no)_proxy$/i.test(name));
    const certificates = {
      ...(cafile && { npm_config_cafile: cafile }),
      ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }),
    };
    return {
      environment: { ...Object.fromEntries(proxies), npm_config_registry: address, ...certificates },
      files: ['/etc/resolv.conf', '/etc/hosts', ...Object.values(certificates)].filter((path) => existsSync(path)),
    };
  } catch {
    return { obstacle: 'npm or its registry cannot be reached', environment: {}, files: [] };
  }
};

let reached: Registry | undefined;

/** The registry, which is asked once, when somebody wants to know: it may be slow, or not there. */
export const registry = (): Registry => {
  reached ??= reach();
  return reached;
};
