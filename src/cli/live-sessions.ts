import { closeSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import { entriesIn } from '../discover/look-at.ts';
import { pidDomain, processStart } from '../discover/process-start.ts';
import type { LiveSession, LiveSessions } from '../model/live-session.ts';
import { type RegistryEntry, registryEntry } from '../parse/registry-entry.ts';

/** Nothing else in that folder is opened: the keys that stand beside the entries are secrets. */
const ENTRY = /^[1-9]\d*\.json$/;

/** A longer file is none of Claude Code's; as it thinks itself. */
const MOST_BYTES = 262_144;

/**
 * Which sessions do processes have open now, and which did one that is gone? As Claude Code notes in `sessions/` beside
 * the roots (transcripts.md 1.7), each checked against the process: one that is killed leaves its note behind, and its id
 * may be another's by now. What cannot be checked is not told. Never throws for what cannot be read.
 */
export function liveSessions(roots: readonly string[]): LiveSessions {
  const found = new Map<string, LiveSession | null>();
  for (const root of roots) {
    const folder = join(basename(root) === 'projects' ? dirname(root) : root, 'sessions');
    for (const entry of registryIn(folder)) {
      const state = stateOf(entry);
      if (state === 'live') found.set(entry.sessionId, entry);
      else if (state === 'gone' && !found.has(entry.sessionId)) found.set(entry.sessionId, null);
    }
  }
  return found;
}

function stateOf({ pid, processStart: noted, pidDomain: domain }: RegistryEntry): 'live' | 'gone' | 'unknown' {
  if (domain !== null && domain !== pidDomain()) return 'unknown';
  const now = processStart(pid);
  if (now === 'gone') return 'gone';
  if (now === 'unknown' || noted === null) return 'unknown';
  return now.start === noted ? 'live' : 'gone';
}

function registryIn(folder: string): RegistryEntry[] {
  return filesIn(folder).flatMap((name) => {
    const text = textOf(join(folder, name));
    return (text === null ? null : registryEntry(text)) ?? [];
  });
}

function filesIn(folder: string): string[] {
  return entriesIn(folder).flatMap((entry) => (entry.isFile() && ENTRY.test(entry.name) ? [entry.name] : []));
}

function textOf(path: string): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(MOST_BYTES);
    const read = readSync(file, bytes, 0, MOST_BYTES, 0);
    return read === MOST_BYTES ? null : bytes.toString('utf8', 0, read);
  } catch (error) {
    errorCode(error);
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
