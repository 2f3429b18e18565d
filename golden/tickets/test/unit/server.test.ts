import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';

import { newServer } from '../../src/server.ts';
import type { Store, Ticket } from '../../src/tickets.ts';

/** Tickets in memory; fails on demand. */
class Memory implements Store {
  broken = false;
  readonly tickets: Ticket[] = [];

  add(subject: string, body: string): Promise<Ticket> {
    const ticket = { id: String(this.tickets.length + 1), subject, body, team: null };
    this.tickets.push(ticket);
    return Promise.resolve(ticket);
  }

  find(id: string): Promise<Ticket | undefined> {
    return this.broken
      ? Promise.reject(new Error('gone'))
      : Promise.resolve(this.tickets.find((t) => t.id === id));
  }

  check(): Promise<void> {
    return this.broken ? Promise.reject(new Error('gone')) : Promise.resolve();
  }
}

describe('the API', () => {
  const store = new Memory();
  const server = newServer(store, () => {}, 100);
  let base = '';
  before(async () => {
    await once(server.listen(0), 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const post = (body: string) => fetch(`${base}/tickets`, { method: 'POST', body });

  test('keeps a ticket', async () => {
    const created = await post(JSON.stringify({ subject: 'Hello', text: 'world' }));
    assert.equal(created.status, 201);
    const { id } = (await created.json()) as Ticket;
    const found = await fetch(`${base}/tickets/${id}`);
    assert.deepEqual(await found.json(), { id, subject: 'Hello', body: 'world', team: null });
  });

  for (const [body, status] of [
    ['{', 400],
    ['null', 422],
    ['{"subject":"no text"}', 422],
    [`{"subject":"${'long '.repeat(50)}"}`, 413],
  ] as const) {
    test(`answers ${status} to ${body.slice(0, 25)}`, async () =>
      assert.equal((await post(body)).status, status));
  }

  test('does not know other paths', async () => {
    assert.equal((await fetch(`${base}/nowhere`)).status, 404);
    assert.equal((await fetch(`${base}/tickets/77`)).status, 404);
  });

  test('is ready with its store, and alive without it', async () => {
    assert.equal((await fetch(`${base}/readyz`)).status, 200);
    store.broken = true;
    assert.equal((await fetch(`${base}/readyz`)).status, 503);
    assert.equal((await fetch(`${base}/livez`)).status, 200);
    assert.equal((await fetch(`${base}/tickets/1`)).status, 500);
    store.broken = false;
  });
});
