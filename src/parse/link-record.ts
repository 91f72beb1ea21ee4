import type { LinkRecord } from '../model/records.ts';
import { inner } from './classify-prompt.ts';
import type { StringPlace } from './json-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import type { RawRecord } from './raw-record.ts';
import type { Placed } from './thread-of.ts';

const NOTIFICATION = '<task-notification>';

/** What an id looks like; a tag that is never closed would hold what the agent wrote. */
const ID = /^[\w@.:-]{1,128}$/;

/** How a task that just began is queued (Claude Code 2.1.50): as JSON, of which the ids come first. */
const TASK_ID = /^\{[^{}]*"task_id"\s*:\s*"([^"\\]+)"/;
const CALL_ID = /^\{[^{}]*"tool_use_id"\s*:\s*"([^"\\]+)"/;

/** Bytes of a notification that hold its ids; what the agent reported stands behind them. */
const HEAD_BYTES = 2048;

/**
 * Which call started which agent, where a line says so beside the call's result: progress of an agent (Claude Code 2.1.9
 * to 2.1.79), the notice of its end, in each of the three places where it can stand, and what is queued as it begins.
 */
export function linkOf(scan: LineScanner, raw: RawRecord, { line, at }: Placed): LinkRecord | undefined {
  if (raw.progress !== null) {
    const { type, agentId } = raw.progress;
    if (type !== 'agent_progress' || !agentId || !raw.parentToolUseId) return undefined;
    return { kind: 'link', line, at, agentId, toolUseId: raw.parentToolUseId };
  }
  const place = raw.message?.text ?? raw.attachment?.prompt ?? raw.content;
  if (!place) return undefined;
  const [agentId, toolUseId] = idsIn(scan, place, raw.type === 'queue-operation');
  return ID.test(agentId) && ID.test(toolUseId) ? { kind: 'link', line, at, agentId, toolUseId } : undefined;
}

/** Agent and call that a notice names; empty where it names none. */
function idsIn(scan: LineScanner, place: StringPlace, isQueued: boolean): readonly [string, string] {
  const head = scan.textOf(place, NOTIFICATION.length);
  if (head.startsWith(NOTIFICATION)) {
    const text = scan.textOf(place, HEAD_BYTES);
    return [inner(text, 'task-id'), inner(text, 'tool-use-id')];
  }
  if (!isQueued || !head.startsWith('{')) return ['', ''];
  const text = scan.textOf(place, HEAD_BYTES);
  return [TASK_ID.exec(text)?.[1] ?? '', CALL_ID.exec(text)?.[1] ?? ''];
}
