import type { HookReport } from '../model/hook-report.ts';
import { jsonObject, textOrNull } from '../model/json-object.ts';

/** What a hook is handed on standard input, as far as tj looks at it. */
export type HookPayload = Pick<HookReport, 'sessionId' | 'transcriptPath' | 'cwd' | 'reason'>;

/** A session's id is a UUID or a word that its user chose; longer ones are none. */
const ID_CHARS = 200;

/** The payload that the text is; null when it is none. Fields of the wrong type are as good as missing. */
export function parsePayload(text: string): HookPayload | null {
  const found = jsonObject(text);
  if (found === null || typeof found.session_id !== 'string') return null;
  if (found.session_id === '' || found.session_id.length > ID_CHARS) return null;
  return {
    sessionId: found.session_id,
    transcriptPath: textOrNull(found.transcript_path),
    cwd: textOrNull(found.cwd),
    reason: textOrNull(found.reason),
  };
}
