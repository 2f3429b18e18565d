// The worker's probe: succeeds if it was at work within the last minute.
import { age } from './heartbeat.ts';

process.exitCode = age() < 60_000 ? 0 : 1;
