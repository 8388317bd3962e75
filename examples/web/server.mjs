// Answers on loopback only, and leaves its address in ./url for those who want to know it.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.end(
    `Hello from process ${process.pid}, up for ${process.uptime().toFixed(1)} s. You asked for ${request.url}\n`,
  );
});

server.on('listening', () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  // By rename, so that nobody reads half of it.
  writeFileSync('url.new', `${url}\n`);
  renameSync('url.new', 'url');
  console.log(`web: listening on ${url}`);
});

server.on('error', (error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.log(`web: port ${error.port} is taken, trying another one`);
  server.listen(0, '127.0.0.1');
});

process.on('SIGTERM', () => {
  rmSync('url', { force: true });
  console.log('web: stopping');
  process.exit(0);
});

server.listen(Number(process.env.PORT), '127.0.0.1');
