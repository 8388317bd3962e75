import { createConnection, type Socket } from 'node:net';

const PATIENCE = 20_000;

/** A call of one method with strings, as an HTTP request that is written in one piece. */
const requestOf = (method: string, strings: readonly string[]): string => {
  const params = strings.map((text) => `<param><value><string>${text}</string></value></param>`).join('');
  const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
  const head = `POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n`;
  return head + body;
};

const connected = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(path, () => resolve(socket));
    socket.once('error', reject);
  });

const wholeOf = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    socket.setTimeout(PATIENCE, () => reject(new Error('supervisord does not answer')));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('end', () => resolve(text));
    socket.once('error', reject);
  });

/** A call to supervisord that is ready to be sent: connected, and nothing but one write away. */
export const callTo = async (path: string, method: string, ...strings: readonly string[]) => {
  const request = requestOf(method, strings);
  const socket = await connected(path);
  const answer = wholeOf(socket);
  // One that is never sent is never answered: its connection breaks when supervisord ends.
  answer.catch(() => {});
  return {
    send: (): void => void socket.end(request),
    /** @throws what it was refused with. */
    async answered(): Promise<void> {
      const text = await answer;
      if (!text.includes('<methodResponse>') || text.includes('<fault>')) throw new Error(`${method}: ${text}`);
    },
  };
};
