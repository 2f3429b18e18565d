import assert from 'node:assert/strict';
import { test } from 'node:test';

import { age, beat } from '../../src/heartbeat.ts';

test('a worker that was just at work is young', () => {
  beat();
  assert.ok(age() < 10_000);
});
