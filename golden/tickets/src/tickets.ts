import type { Pool } from 'pg';

import { route } from './routing.ts';

export interface Ticket {
  id: string;
  subject: string;
  body: string;
  team: string | null; // null until the worker has seen it
}

/** Where tickets are kept. */
export interface Store {
  add(subject: string, body: string): Promise<Ticket>;
  find(id: string): Promise<Ticket | undefined>;
  /** Fails if tickets cannot be kept now. */
  check(): Promise<void>;
}

const columns = 'id::text, subject, body, team';

export function newStore(pool: Pool): Store {
  return {
    async add(subject, body) {
      const insert = `insert into tickets (subject, body) values ($1, $2) returning ${columns}`;
      return (await pool.query<Ticket>(insert, [subject, body])).rows[0]!;
    },
    async find(id) {
      return (await pool.query<Ticket>(`select ${columns} from tickets where id = $1`, [id])).rows[0];
    },
    async check() {
      await pool.query('select 1 from tickets limit 1');
    },
  };
}

/**
 * Routes the oldest ticket without a team, and returns it; undefined if there is none. Several workers can call it at
 * once: each takes another ticket.
 */
export async function routeNext(pool: Pool): Promise<Ticket | undefined> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const next = `select ${columns} from tickets where team is null order by id limit 1 for update skip locked`;
    const ticket = (await client.query<Ticket>(next)).rows[0];
    if (ticket) {
      ticket.team = route(ticket.subject, ticket.body);
      await client.query('update tickets set team = $1 where id = $2', [ticket.team, ticket.id]);
    }
    await client.query('commit');
    return ticket;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
