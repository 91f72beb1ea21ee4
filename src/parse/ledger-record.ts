import type { LedgerRecord } from '../model/records.ts';
import type { LedgerModel } from '../model/response-facts.ts';
import { type Millis, millis } from '../model/time.ts';
import type { RawModelUsage, RawRecord } from './raw-record.ts';

/** The snapshot that a `cost-state` record holds (C10). */
export function ledgerRecord(raw: RawRecord, line: number): LedgerRecord {
  const models = (raw.modelUsage ?? []).map(modelOf);
  const begunAt: Millis | null = isCount(raw.startTime) ? millis(raw.startTime) : null;
  return { kind: 'ledger', line, at: null, begunAt, sessionId: raw.sessionId, usd: amount(raw.totalCostUsd), models };
}

function modelOf(raw: RawModelUsage): LedgerModel {
  return {
    model: raw.model,
    input: count(raw.inputTokens),
    output: count(raw.outputTokens),
    cacheRead: count(raw.cacheReadInputTokens),
    cacheWrite: count(raw.cacheCreationInputTokens),
    webSearches: count(raw.webSearchRequests),
    usd: amount(raw.costUSD),
  };
}

function count(value: number | null): number {
  return isCount(value) ? value : 0;
}

function isCount(value: number | null): value is number {
  return value !== null && Number.isSafeInteger(value) && value >= 0;
}

function amount(value: number | null): number | null {
  return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}
