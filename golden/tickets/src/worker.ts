// The worker: routes new tickets to teams, one after the other, until it is told to stop.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { readWorkerConfig } from './config.ts';
import { beat } from './heartbeat.ts';
import { newLog } from './log.ts';
import { stopSignal } from './signals.ts';
import { routeNext } from './tickets.ts';

const config = readWorkerConfig(process.env, (path) => readFileSync(path, 'utf8'));
const log = newLog(config.logLevel, (line) => process.stdout.write(line));
const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 1 });
pool.on('error', (error) => log('warn', 'a connection was lost', { error: error.message }));

const stop = new AbortController();
void stopSignal().then(() => stop.abort());
log('info', 'looking for tickets', { pollInterval: config.pollInterval });

while (!stop.signal.aborted) {
  beat();
  try {
    const ticket = await routeNext(pool);
    if (ticket) {
      log('info', 'routed', { ticket: ticket.id, team: ticket.team });
      continue;
    }
  } catch (error) {
    log('error', 'cannot route', { error: (error as Error).message });
  }
  await sleep(config.pollInterval, undefined, { signal: stop.signal }).catch(() => {});
}
await pool.end();
