import { jsonObject, textOrNull } from '../model/json-object.ts';
import { labelOf } from '../model/label.ts';
import type { LiveSession } from '../model/live-session.ts';
import { type Millis, millis } from '../model/time.ts';

/** What `<config>/sessions/<pid>.json` says of a process (transcripts.md 1.7): enough to tell whether it still runs. */
export interface RegistryEntry extends LiveSession {
  /** When the process was started, as its system says it; null where that is not told in a way that can be checked. */
  readonly processStart: string | null;
  /** Where its id is one: a machine, on Linux also a namespace; null where that is not told. */
  readonly pidDomain: string | null;
}

const WORD_CHARS = 24;

/** The entry in a text; null for what is none. Nothing else of the file is kept. */
export function registryEntry(text: string): RegistryEntry | null {
  const found = jsonObject(text);
  const sessionId = textOrNull(found?.sessionId);
  if (found === null || sessionId === null || !isProcessId(found.pid)) return null;
  return {
    sessionId,
    pid: found.pid,
    kind: wordOf(found.kind),
    status: wordOf(found.status),
    startedAt: momentOf(found.startedAt),
    processStart: textOrNull(found.procStart),
    pidDomain: textOrNull(found.pidDomain),
  };
}

/** 0, 1 and less name groups of processes, or what never ends. */
function isProcessId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 1;
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' ? labelOf(value, WORD_CHARS) || null : null;
}

function momentOf(value: unknown): Millis | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? millis(value) : null;
}
