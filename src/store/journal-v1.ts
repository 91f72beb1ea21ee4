import type { TranscriptRecord } from '../model/records.ts';
import { decodeUsage, type StoredUsage } from './usage-codec.ts';

const THREAD = ['line', 'at', 'uuid', 'parentUuid', 'agentId', 'sidechain'];

/** Fields of each kind as parser version 1 kept them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  answer: [...THREAD, 'key', 'model', 'finished', 'stopReason', 'usage', 'visibleChars', 'toolCalls', 'recovered'],
  synthetic: [...THREAD, 'apiError', 'label'],
  prompt: [...THREAD, 'promptKind', 'promptId', 'label', 'chars', 'textHash'],
  interrupt: THREAD,
  results: [...THREAD, 'results', 'resultAgentId'],
  compaction: [...THREAD, 'trigger', 'tokensBefore', 'tokensAfter'],
  title: ['line', 'at', 'source', 'label'],
  origin: ['line', 'at', 'originSessionId', 'copySessionId'],
  place: ['line', 'at', 'cwd', 'version', 'sessionId'],
  ledger: ['line', 'at', 'begunAt', 'sessionId', 'usd', 'models'],
  'agent-meta': ['line', 'at', 'agentType', 'toolUseId'],
  other: ['line', 'at'],
};

/** What version 1 did not know, by kind. */
const UNKNOWN: Readonly<Record<string, object>> = {
  answer: {
    label: '',
    effort: null,
    cacheMiss: null,
    attribution: null,
    hiddenChars: null,
    request: null,
    copied: false,
  },
  synthetic: { limit: null, recovered: false },
  prompt: {
    permissionMode: null,
    mediaBytes: null,
    mediaPixels: null,
    inSystem: false,
    recovered: false,
    blocks: null,
  },
  interrupt: { recovered: false },
  results: { promptId: null, recovered: false },
  compaction: { recovered: false, keeps: false },
  place: { branch: null },
  'agent-meta': { name: null, description: null },
};

interface CallV1 {
  readonly id: string;
  readonly name: string;
  readonly agentType: string | null;
  readonly promptHash: string | null;
}

interface ResultV1 {
  readonly toolUseId: string;
  readonly status: string;
  readonly chars: number;
}

/**
 * Records that tj kept with parser version 1. They count where the transcript is gone and cannot be read anew; what was
 * not kept then is unknown.
 */
export function decodeRecordsV1(text: string): TranscriptRecord[] {
  return (JSON.parse(text) as unknown[][]).map(([kind, ...values]) => {
    const name = String(kind);
    const fields = FIELDS[name] ?? [];
    const kept: KeptV1 = Object.fromEntries(fields.map((field, index) => [field, values[index] ?? null]));
    return { kind, ...UNKNOWN[name], ...kept, ...changed(name, kept) } as unknown as TranscriptRecord;
  });
}

interface KeptV1 {
  readonly usage?: StoredUsage;
  readonly toolCalls?: readonly CallV1[];
  readonly results?: readonly ResultV1[];
  readonly resultAgentId?: string | null;
  readonly at?: number | null;
}

/** What is kept in another form today. */
function changed(kind: string, { usage, toolCalls, results, resultAgentId, at }: KeptV1): object {
  if (kind === 'other') return { until: at };
  if (usage !== undefined) return { usage: decodeUsage(usage), toolCalls: (toolCalls ?? []).map(callOf) };
  if (results === undefined) return {};
  return {
    results: results.map((result) => ({
      ...result,
      hash: '',
      label: '',
      lines: null,
      agentId: resultAgentId ?? null,
      mediaBytes: null,
      mediaPixels: null,
      loads: null,
      refused: null,
      runId: null,
      searches: null,
    })),
  };
}

function callOf({ id, name, agentType, promptHash }: CallV1): object {
  const spawns = name === 'Agent' || name === 'Task';
  return {
    ...{ id, name, target: '', inputHash: '', inputChars: 0, lines: null },
    spawn: spawns ? { agentType, name: null, promptHash } : null,
    program: null,
  };
}
