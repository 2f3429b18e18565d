import type { LogLevel } from './config.ts';

const rank: Record<LogLevel | 'error', number> = { debug: 0, info: 1, warn: 2, error: 3 };

export type Log = (level: LogLevel | 'error', message: string, fields?: Record<string, unknown>) => void;

/** Returns a log that writes one line of JSON for every message of a level or above it. */
export function newLog(least: LogLevel, write: (line: string) => void): Log {
  return (level, message, fields = {}) => {
    if (rank[level] >= rank[least]) {
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }) + '\n');
    }
  };
}
