import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = join(tmpdir(), 'worker-heartbeat');

/** Tells that the worker is at work. */
export function beat(): void {
  writeFileSync(file, '');
}

/** Returns the milliseconds since the worker last was at work; Infinity if it never was. */
export function age(): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : Infinity;
}
