import { createServer } from 'node:http';

const server = createServer((_, response) => response.end(`process ${process.pid}, child of ${process.ppid}\n`));
// Ends with what is being answered, and with an exit code that is the container's.
process.on('SIGTERM', () => server.close(() => process.exit(0)));
server.listen(Number(process.env.PORT), () => console.log(`web: listening on port ${server.address().port}`));
