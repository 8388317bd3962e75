import { type RequestOptions, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

export type Headers = Readonly<Record<string, string>>;
export type Answer = { readonly status: number; readonly body: string };

/** A request as no browser would make it: fetch sets some headers itself. */
export const ask = (options: RequestOptions, body = ''): Promise<Answer> =>
  new Promise((settle, reject) => {
    const sent = request({ ...options, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => settle({ status: response.statusCode!, body: text }));
    });
    sent.once('error', reject).end(body);
  });

/** What becomes of an attempt to open a WebSocket: it is open, or the status of the refusal. */
export const knock = (url: string, headers: Headers = {}): Promise<WebSocket | number> => {
  const socket = new WebSocket(url, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((settle, reject) => {
    socket.on('open', () => settle(socket));
    socket.on('unexpected-response', (_request, response) => settle(response.statusCode!));
    socket.on('error', reject);
  });
};

/** A WebSocket that reads nothing after the handshake. */
export const deaf = async (port: number, path: string): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  const key = Buffer.alloc(16).toString('base64');
  const head = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...head, `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13'].join('\r\n')}\r\n\r\n`);
  await new Promise((settle) => socket.once('readable', () => settle(undefined)));
  return socket;
};

/** A client's frame with a mask of zeros. */
export const frame = (opcode: number, payload: string): Buffer =>
  Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), Buffer.from(payload)]);
