import type { HookReport } from '../model/hook-report.ts';

/** What a hook is handed on standard input, as far as tj looks at it. */
export type HookPayload = Pick<HookReport, 'sessionId' | 'transcriptPath' | 'cwd' | 'reason'>;

/** A session's id is a UUID or a word that its user chose; longer ones are none. */
const ID_CHARS = 200;

/** The payload that the text is; null when it is none. Fields of the wrong type are as good as missing. */
export function parsePayload(text: string): HookPayload | null {
  const found = objectIn(text);
  if (found === null || typeof found.session_id !== 'string') return null;
  if (found.session_id === '' || found.session_id.length > ID_CHARS) return null;
  return {
    sessionId: found.session_id,
    transcriptPath: textOr(found.transcript_path),
    cwd: textOr(found.cwd),
    reason: textOr(found.reason),
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
