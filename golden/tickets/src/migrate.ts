// Brings the database up to date: applies the files of migrations/ that it has not seen, in the order of their names.
import { readFileSync, readdirSync } from 'node:fs';

import pg from 'pg';

import { readDatabaseUrl } from './config.ts';

const folder = new URL('../migrations/', import.meta.url);
const client = new pg.Client({
  connectionString: readDatabaseUrl(process.env, (path) => readFileSync(path, 'utf8')),
});
await client.connect();
try {
  await client.query('create table if not exists migrations (name text primary key)');
  await client.query('begin');
  await client.query('lock table migrations'); // another process may be at it
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  const applied = new Set(rows.map((row) => row.name));
  for (const name of readdirSync(folder).sort()) {
    if (applied.has(name)) continue;
    await client.query(readFileSync(new URL(name, folder), 'utf8'));
    await client.query('insert into migrations values ($1)', [name]);
    console.log(`applied ${name}`);
  }
  await client.query('commit');
} finally {
  await client.end();
}
