import type { LinkRecord } from '../model/records.ts';
import { inner } from './classify-prompt.ts';
import type { LineScanner } from './line-scanner.ts';
import type { RawRecord } from './raw-record.ts';
import type { Placed } from './thread-of.ts';

const NOTIFICATION = '<task-notification>';

/** What an id looks like; a tag that is never closed would hold what the agent wrote. */
const ID = /^[\w@.:-]{1,128}$/;

/** Bytes of a notification that hold its ids; what the agent reported stands behind them. */
const HEAD_BYTES = 2048;

/**
 * Which call started which agent, where a line says so beside the call's result: progress of an agent (Claude Code 2.1.9
 * to 2.1.79), and the notice of its end, in each of the three places where it can stand.
 */
export function linkOf(scan: LineScanner, raw: RawRecord, { line, at }: Placed): LinkRecord | undefined {
  if (raw.progress !== null) {
    const { type, agentId } = raw.progress;
    if (type !== 'agent_progress' || !agentId || !raw.parentToolUseId) return undefined;
    return { kind: 'link', line, at, agentId, toolUseId: raw.parentToolUseId };
  }
  const place = raw.message?.text ?? raw.attachment?.prompt ?? raw.content;
  if (!place || !scan.textOf(place, NOTIFICATION.length).startsWith(NOTIFICATION)) return undefined;
  const text = scan.textOf(place, HEAD_BYTES);
  const [agentId, toolUseId] = [inner(text, 'task-id'), inner(text, 'tool-use-id')];
  return ID.test(agentId) && ID.test(toolUseId) ? { kind: 'link', line, at, agentId, toolUseId } : undefined;
}
