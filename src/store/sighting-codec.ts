import type { Sighting } from '../model/session-rows.ts';
import { decodeUsage, encodeUsage, type StoredUsage } from './usage-codec.ts';

/** Fields in the order in which they are kept; key and variant have columns of their own. New ones go to the end. */
const FIELDS = [
  ...(['finished', 'recovered', 'agentId', 'turnId', 'at', 'model', 'usage', 'stopReason', 'records'] as const),
  ...(['visibleChars', 'toolCalls', 'toolErrors', 'ordinal', 'startedAt', 'endedAt', 'label'] as const),
  ...(['effort', 'cacheMiss', 'attribution', 'rebuild', 'hiddenChars', 'branch', 'version', 'pullRequest'] as const),
  ...(['background'] as const),
];

/** What is kept where a sighting of an earlier version has no field. */
const ABSENT: Readonly<Record<string, unknown>> = { ordinal: 0, label: '' };

/** A sighting as JSON text, without its key and variant; nulls at its end are left out. */
export function encodeSighting(sighting: Sighting): string {
  const row: unknown[] = [];
  for (const field of FIELDS) row.push(field === 'usage' ? encodeUsage(sighting.usage) : sighting[field]);
  while (row.at(-1) === null) row.pop();
  return JSON.stringify(row);
}

/** The sighting of `encodeSighting`. */
export function decodeSighting(key: string, variant: string, text: string): Sighting {
  const row = JSON.parse(text) as unknown[];
  const sighting: Record<string, unknown> = { key, variant };
  FIELDS.forEach((field, index) => {
    const value = row[index] ?? ABSENT[field] ?? null;
    sighting[field] = field === 'usage' ? decodeUsage(value as StoredUsage) : value;
  });
  return sighting as unknown as Sighting;
}
