/** What the environment says to every program of this repository. */
export interface Config {
  databaseUrl: string;
  logLevel: LogLevel;
}

export interface ApiConfig extends Config {
  port: number;
  maxBodyBytes: number;
}

export interface WorkerConfig extends Config {
  pollInterval: number; // milliseconds
}

const levels = ['debug', 'info', 'warn'] as const;
export type LogLevel = (typeof levels)[number];

/** Reads variables, and collects every mistake, so that one start reports all of them. */
class Reader {
  readonly mistakes: string[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #readFile: (path: string) => string;

  constructor(env: NodeJS.ProcessEnv, readFile: (path: string) => string) {
    this.#env = env;
    this.#readFile = readFile;
  }

  text(name: string): string {
    const value = this.#env[name] ?? '';
    if (value === '') this.mistakes.push(`${name} is not set`);
    return value;
  }

  /** A secret NAME may stand in a file instead: its path is in NAME_FILE. */
  secret(name: string): string {
    const file = this.#env[`${name}_FILE`];
    if (!file) return this.text(name);
    try {
      return this.#readFile(file).trim();
    } catch (error) {
      this.mistakes.push(`${name}_FILE: ${(error as Error).message}`);
      return '';
    }
  }

  integer(name: string, min: number, max: number): number {
    const value = Number(this.text(name));
    if (!Number.isInteger(value) || value < min || value > max) {
      this.mistakes.push(`${name} is not a whole number from ${min} to ${max}`);
    }
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.text(name);
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.mistakes.push(`${name} is none of ${allowed.join(', ')}`);
    return found ?? (value as T);
  }

  duration(name: string): number {
    const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };
    const [, number, unit] = /^(\d+)(ms|s|m)$/.exec(this.text(name)) ?? [];
    if (number === undefined || unit === undefined) {
      this.mistakes.push(`${name} is not a duration such as 500ms`);
      return 0;
    }
    return Number(number) * units[unit]!;
  }

  common(): Config {
    return { databaseUrl: this.secret('DATABASE_URL'), logLevel: this.oneOf('LOG_LEVEL', levels) };
  }

  /** @throws {Error} with all mistakes, if there are any. */
  finish<T>(config: T): T {
    if (this.mistakes.length > 0)
      throw new Error(`the configuration is not valid:\n${this.mistakes.join('\n')}`);
    return config;
  }
}

export function readApiConfig(env: NodeJS.ProcessEnv, readFile: (path: string) => string): ApiConfig {
  const reader = new Reader(env, readFile);
  return reader.finish({
    ...reader.common(),
    port: reader.integer('PORT', 1, 65_535),
    maxBodyBytes: reader.integer('MAX_BODY_BYTES', 1024, 1_048_576),
  });
}

export function readWorkerConfig(env: NodeJS.ProcessEnv, readFile: (path: string) => string): WorkerConfig {
  const reader = new Reader(env, readFile);
  return reader.finish({ ...reader.common(), pollInterval: reader.duration('POLL_INTERVAL') });
}

/** The only variables that migrations need: they run where the program's others may be missing. */
export function readDatabaseUrl(env: NodeJS.ProcessEnv, readFile: (path: string) => string): string {
  const reader = new Reader(env, readFile);
  return reader.finish(reader.secret('DATABASE_URL'));
}
