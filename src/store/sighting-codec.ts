import type { Sighting } from '../model/session-rows.ts';
import { decodeUsage, encodeUsage, type StoredUsage } from './usage-codec.ts';

/** A sighting as JSON text, without its key and variant. */
export function encodeSighting(s: Sighting): string {
  return JSON.stringify([
    ...[s.finished, s.recovered, s.agentId, s.turnId, s.at, s.model, encodeUsage(s.usage)],
    ...[s.stopReason, s.records, s.visibleChars, s.toolCalls, s.toolErrors],
  ]);
}

/** The sighting of `encodeSighting`. */
export function decodeSighting(key: string, variant: string, text: string): Sighting {
  const row = JSON.parse(text) as StoredSighting;
  const [
    finished,
    recovered,
    agentId,
    turnId,
    at,
    model,
    usage,
    stopReason,
    records,
    visibleChars,
    toolCalls,
    toolErrors,
  ] = row;
  const counts = { records, visibleChars, toolCalls, toolErrors };
  return {
    key,
    variant,
    finished,
    recovered,
    agentId,
    turnId,
    at,
    model,
    usage: decodeUsage(usage),
    stopReason,
    ...counts,
  };
}

type StoredSighting = [
  ...[
    Sighting['finished'],
    Sighting['recovered'],
    Sighting['agentId'],
    Sighting['turnId'],
    Sighting['at'],
    Sighting['model'],
  ],
  ...[
    StoredUsage,
    Sighting['stopReason'],
    Sighting['records'],
    Sighting['visibleChars'],
    Sighting['toolCalls'],
    Sighting['toolErrors'],
  ],
];
