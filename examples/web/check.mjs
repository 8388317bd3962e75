// Asks for one page: exit code 0 where the server answers.
import { get } from 'node:http';

get(process.argv[2], { timeout: 1000 }, (response) => process.exit(response.statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
