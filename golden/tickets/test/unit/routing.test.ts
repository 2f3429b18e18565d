import assert from 'node:assert/strict';
import { test } from 'node:test';

import { route } from '../../src/routing.ts';

for (const [subject, body, team] of [
  ['Refund, please', '', 'billing'],
  ['Hello', 'I see an ERROR', 'engineering'],
  ['Hello', 'The terrors of the night', 'support'],
  ['', '', 'support'],
] as const) {
  test(`"${subject}" with "${body}" goes to ${team}`, () => assert.equal(route(subject, body), team));
}
