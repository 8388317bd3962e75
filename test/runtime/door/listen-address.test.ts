import { expect, test } from 'vitest';
import { listenAddress } from '../../../runtime/door/listen-address.ts';

test.each([
  ['7878', { type: 'tcp', host: '127.0.0.1', port: 7878 }],
  ['localhost:80', { type: 'tcp', host: '127.0.0.1', port: 80 }],
  ['127.0.0.1:0', { type: 'tcp', host: '127.0.0.1', port: 0 }],
  ['127.1.2.3:65535', { type: 'tcp', host: '127.1.2.3', port: 65_535 }],
  ['[::1]:7878', { type: 'tcp', host: '::1', port: 7878 }],
  ['unix:/run/page', { type: 'unix', path: '/run/page' }],
])('%s is served', (text, address) => {
  expect(listenAddress(text)).toEqual(address);
});

test.each([
  ['0.0.0.0:80', '0.0.0.0:80: only loopback addresses and unix sockets are served'],
  ['192.168.0.1:80', '192.168.0.1:80: only loopback addresses and unix sockets are served'],
  ['[::]:80', '[::]:80: only loopback addresses and unix sockets are served'],
  ['127.0.0.1.evil.example:80', '127.0.0.1.evil.example:80: only loopback addresses and unix sockets are served'],
  ['127.1:80', '127.1:80: only loopback addresses and unix sockets are served'],
  [':80', ':80: only loopback addresses and unix sockets are served'],
  ['127.0.0.1', '127.0.0.1: not an address, such as 127.0.0.1:7878'],
  ['127.0.0.1:65536', '127.0.0.1:65536: not an address, such as 127.0.0.1:7878'],
  ['', ': not an address, such as 127.0.0.1:7878'],
  ['unix:', 'unix:: a path is missing'],
])('%j is refused', (text, message) => {
  expect(() => listenAddress(text)).toThrow(message);
});
