// The HTTP API: takes tickets in, and shows where they went.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import pg from 'pg';

import { readApiConfig } from './config.ts';
import { newLog } from './log.ts';
import { newServer } from './server.ts';
import { stopSignal } from './signals.ts';
import { newStore } from './tickets.ts';

const config = readApiConfig(process.env, (path) => readFileSync(path, 'utf8'));
const log = newLog(config.logLevel, (line) => process.stdout.write(line));
const pool = new pg.Pool({ connectionString: config.databaseUrl, connectionTimeoutMillis: 2000 });
pool.on('error', (error) => log('warn', 'a connection was lost', { error: error.message }));

const server = newServer(newStore(pool), log, config.maxBodyBytes).listen(config.port);
await once(server, 'listening');
log('info', 'listening', { port: config.port });

await stopSignal();
// A client that goes on asking over one connection would keep the server up: it is told to come back over another.
server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
server.close();
server.closeIdleConnections();
await once(server, 'close'); // once requests under way are answered
await pool.end();
