// Runs where DATABASE_URL leads to a real PostgreSQL: make test-docker.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';

import pg from 'pg';

import { readDatabaseUrl } from '../../src/config.ts';
import { newStore, routeNext } from '../../src/tickets.ts';

const url = readDatabaseUrl(process.env, (path) => readFileSync(path, 'utf8'));
const pool = new pg.Pool({ connectionString: url });
after(() => pool.end());

test('a ticket is kept, and routed once', async () => {
  const store = newStore(pool);
  await store.check();
  const added = await store.add('Refund', 'I was charged twice');
  assert.equal((await store.find(added.id))?.team, null);

  const [first, second] = await Promise.all([routeNext(pool), routeNext(pool)]);
  assert.deepEqual([first ?? second, first && second], [{ ...added, team: 'billing' }, undefined]);
  assert.equal((await store.find(added.id))?.team, 'billing');
});
