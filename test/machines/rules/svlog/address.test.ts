import { describe, expect, it } from 'vitest';
import { scanAddress } from '../../../../machines/rules/svlog/address.ts';

const HOST = 'unable to scan ip address';
const PORT = 'unable to scan port number';

describe('an address', () => {
  it.each<[string, object]>([
    ['1.2.3.4', { host: '1.2.3.4', port: 514 }],
    ['256.257.3.4x:5', { host: '0.1.3.4', port: 514 }],
    ['1.2.3.4\n:5', { host: '1.2.3.4', port: 514 }],
    ['1.2.3.4:5x', { host: '1.2.3.4', port: 5 }],
    ['1.2.3.4:65535', { host: '1.2.3.4', port: 65_535 }],
    ['1.2.3.4:65537', { host: '1.2.3.4', port: 1 }],
    ['1.2.3.4:65536', { problem: PORT, text: '65536' }],
    ['1.2.3.4:', { problem: PORT, text: '' }],
    ['x1.2.3.4', { problem: HOST, text: 'x1.2.3.4' }],
    ['.2.3.4', { problem: HOST, text: '.2.3.4' }],
    ['1.2.3', { problem: HOST, text: '1.2.3' }],
  ])('%j', (text, address) => expect(scanAddress(text)).toEqual(address));
});
