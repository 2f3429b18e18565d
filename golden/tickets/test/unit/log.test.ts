import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newLog } from '../../src/log.ts';

test('a log leaves out what is below its level', () => {
  const lines: string[] = [];
  const log = newLog('warn', (line) => lines.push(line));
  log('info', 'quiet');
  log('warn', 'loud', { port: 1 });
  assert.equal(lines.length, 1);
  const { time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-/);
  assert.deepEqual(rest, { level: 'warn', message: 'loud', port: 1 });
});
