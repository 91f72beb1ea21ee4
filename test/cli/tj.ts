import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as a user starts it. */
export const TJ = fileURLToPath(new URL('../../bin/tj.js', import.meta.url));

/** A home that nobody else uses; removed by `removeHomes`. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tj-home-'));
  homes.push(home);
  return home;
}

const homes: string[] = [];

/** For `afterAll`. */
export function removeHomes(): void {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What of a process is mostly as usual. */
export interface How {
  readonly cwd?: string;
  readonly input?: string;
  /** Another tj than this one. */
  readonly script?: string;
  /** As a user whom permissions bind, where the tests run as root. */
  readonly asNobody?: boolean;
}

const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Runs tj with a home of its own, a fixed clock and UTC, without a terminal. */
export function tj(
  args: readonly string[],
  home: string,
  env: Readonly<Record<string, string>> = {},
  { script = TJ, asNobody = false, ...how }: How = {},
): Run {
  const base = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', LANG: 'C.UTF-8', TJ_NOW: '2026-03-05T12:00:00Z' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { ...base, ...env },
    ...how,
    ...(asNobody ? NOBODY : {}),
  });
  return { status, stdout, stderr };
}
