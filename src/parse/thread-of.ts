import type { Millis } from '../model/time.ts';
import type { RawRecord } from './raw-record.ts';

/** Where a record stands in its file and in time. */
export interface Placed {
  readonly line: number;
  readonly at: Millis | null;
}

/** What a record says of the thread it belongs to. */
export function threadOf(raw: RawRecord) {
  return {
    uuid: shortUuid(raw.uuid),
    parentUuid: shortUuid(raw.parentUuid),
    agentId: raw.agentId,
    sidechain: raw.isSidechain,
  };
}

/** The first 16 hex digits of a UUID, enough to tell records apart; another id as it is. */
export function shortUuid(uuid: string | null): string | null {
  if (!uuid) return null;
  return uuid.length === 36 ? uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) : uuid;
}
