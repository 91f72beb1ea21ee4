import { type AgentId, MAIN_THREAD, type TurnId } from '../model/ids.ts';
import type { Sighting } from '../model/session-rows.ts';
import type { Tool, ToolStatus } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { ToolCall, ToolResult } from '../model/tool-facts.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** A call where it first stands, with its first result wherever that stands. */
export interface PairedCall {
  readonly call: ToolCall;
  /** Key of the response that made it. */
  readonly key: string;
  readonly thread: AgentId;
  readonly at: Millis | null;
  readonly result: ToolResult | null;
  readonly resultAt: Millis | null;
  /** The prompt that its result says it was made for. */
  readonly promptId: string | null;
}

const NO_RESULT = { result: null, at: null, promptId: null };

/**
 * Every tool call of a session with its result, by id, in the order of the calls (spans.md section 4). A call that
 * stands in several files belongs where its response does; of several results the first counts.
 */
export function pairCalls(files: readonly (readonly ThreadedRecord[])[], sightings: readonly Sighting[]): PairedCall[] {
  const owners = new Map(sightings.map((sighting) => [sighting.key, sighting.agentId]));
  const calls = new Map<string, { call: ToolCall; key: string; thread: AgentId; at: Millis | null }>();
  const results = new Map<string, { result: ToolResult; at: Millis | null; promptId: string | null }>();
  for (const file of files) {
    for (const { record, thread } of file) {
      if (record.kind === 'answer') {
        for (const call of record.toolCalls) {
          const known = calls.get(call.id);
          const isOwn = owners.get(record.key) === thread;
          if (known === undefined || (isOwn && known.thread !== thread))
            calls.set(call.id, { call, key: record.key, thread, at: record.at });
        }
      } else if (record.kind === 'results') {
        for (const result of record.results) {
          if (!results.has(result.toolUseId))
            results.set(result.toolUseId, { result, at: record.at, promptId: record.promptId });
        }
      }
    }
  }
  return [...calls.values()].map(({ call, key, thread, at }) => {
    const { result, at: resultAt, promptId } = results.get(call.id) ?? NO_RESULT;
    return { call, key, thread, at, result, resultAt, promptId };
  });
}

/** The tools of a session. `interrupted`: turns and agents that the person broke off. */
export function toolsOf(
  calls: readonly PairedCall[],
  turnOfKey: ReadonlyMap<string, TurnId>,
  interrupted: ReadonlySet<TurnId | AgentId>,
  isAgent: (toolUseId: string) => boolean,
): Tool[] {
  return calls.map((paired, ordinal) => {
    const { call, key, thread, at, result, resultAt } = paired;
    const turnId = thread === MAIN_THREAD ? (turnOfKey.get(key) ?? null) : null;
    return {
      toolUseId: call.id,
      key,
      ordinal,
      agentId: thread,
      turnId,
      name: call.name,
      target: call.target,
      inputHash: call.inputHash,
      inputChars: call.inputChars,
      startedAt: at,
      endedAt: notBefore(at, resultAt),
      status: statusOf(paired, interrupted.has(turnId ?? thread)),
      resultChars: result?.chars ?? null,
      resultHash: result?.hash ?? '',
      error: result?.label ?? '',
      lines: result?.status === 'ok' ? (result.lines ?? call.lines) : null,
      searches: result?.searches ?? null,
      program: call.program,
      onlyReads: call.onlyReads === true,
      isAgent: isAgent(call.id),
    };
  });
}

/** What became of a call. */
export function statusOf({ result }: PairedCall, interrupted: boolean): ToolStatus {
  return result?.status ?? (interrupted ? 'interrupted' : 'open');
}

/** A6: an end that a clock set back puts before its start is taken to be the start. */
export function notBefore(start: Millis | null, end: Millis | null): Millis | null {
  return start !== null && end !== null && end < start ? start : end;
}
