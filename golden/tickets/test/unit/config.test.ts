import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readApiConfig, readWorkerConfig } from '../../src/config.ts';

const noFile = (): string => {
  throw new Error('no such file');
};

test('every mistake is reported at once', () => {
  const read = () => readApiConfig({ LOG_LEVEL: 'loud', PORT: '80a' }, noFile);
  for (const name of ['DATABASE_URL', 'LOG_LEVEL', 'PORT', 'MAX_BODY_BYTES']) {
    assert.throws(read, new RegExp(name));
  }
});

test('a file that is missing is a mistake', () => {
  assert.throws(
    () => readWorkerConfig({ DATABASE_URL_FILE: '/nowhere' }, noFile),
    /DATABASE_URL_FILE: no such file/,
  );
});

test('secrets come from files', () => {
  const env = { DATABASE_URL_FILE: '/run/secrets/database_url', LOG_LEVEL: 'info', POLL_INTERVAL: '2s' };
  const config = readWorkerConfig(env, () => 'postgres://db\n');
  assert.deepEqual(config, { databaseUrl: 'postgres://db', logLevel: 'info', pollInterval: 2000 });
});

test('a duration has a unit', () => {
  assert.throws(() => readWorkerConfig({ POLL_INTERVAL: '2' }, noFile), /POLL_INTERVAL is not a duration/);
});
