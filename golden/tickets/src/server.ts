import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { Log } from './log.ts';
import type { Store } from './tickets.ts';

/** An answer that is not the expected one. */
class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Returns the API over a store of tickets. */
export function newServer(store: Store, log: Log, maxBodyBytes: number): Server {
  return createServer((request, response) => {
    handle(store, maxBodyBytes, request).then(
      ([status, body]) => send(response, status, body),
      (error: unknown) => {
        const status = error instanceof HttpError ? error.status : 500;
        if (status >= 500) log('error', String(error), { method: request.method, url: request.url });
        send(response, status, { error: error instanceof HttpError ? error.message : 'internal error' });
      },
    );
  });
}

type Answer = [status: number, body: object];

async function handle(store: Store, maxBodyBytes: number, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const route = `${request.method} ${pathname}`;
  if (route === 'GET /livez') return [200, { status: 'ok' }];
  if (route === 'GET /readyz') return ready(store);
  if (route === 'POST /tickets') return create(store, await readBody(request, maxBodyBytes));
  const id = /^GET \/tickets\/(\d{1,18})$/.exec(route)?.[1];
  const ticket = id === undefined ? undefined : await store.find(id);
  if (!ticket) throw new HttpError(404, 'not found');
  return [200, ticket];
}

async function ready(store: Store): Promise<Answer> {
  try {
    await store.check();
    return [200, { status: 'ok' }];
  } catch (error) {
    throw new HttpError(503, `database: ${(error as Error).message}`);
  }
}

async function create(store: Store, body: unknown): Promise<Answer> {
  const { subject, text } = (body ?? {}) as Record<string, unknown>;
  if (typeof subject !== 'string' || subject === '') throw new HttpError(422, 'subject: a text is wanted');
  if (typeof text !== 'string') throw new HttpError(422, 'text: a text is wanted');
  return [201, await store.add(subject, text)];
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new HttpError(413, `at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new HttpError(400, 'the body is not JSON');
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body) + '\n');
}
