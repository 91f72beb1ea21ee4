import type { Millis } from '../model/time.ts';
import type { StringPlace, TextSource } from './json-scanner.ts';
import type { RawRecord } from './raw-record.ts';

/** Characters of an id that are looked at (a UUID has 36), and the most bytes that one takes in JSON, as an escape. */
const ID_CHARS = 200;
const MOST_CHAR_BYTES = 6;

/** Where a record stands in its file and in time. */
export interface Placed {
  readonly line: number;
  readonly at: Millis | null;
}

/** What a record says of the thread it belongs to; its ids only where they are needed. */
export function threadOf(scan: TextSource, raw: RawRecord, isPrompt: boolean) {
  const named = isPrompt || raw.isSidechain;
  return {
    uuid: named ? shortUuid(scan, raw.uuid) : null,
    parentUuid: raw.isSidechain ? shortUuid(scan, raw.parentUuid) : null,
    agentId: raw.agentId,
    sidechain: raw.isSidechain,
    recovered: raw.isRecovered,
  };
}

/** The first 16 hex digits of a UUID, enough to tell records apart; another id as it is. */
function shortUuid(scan: TextSource, place: StringPlace | null): string | null {
  if (place === null || place.chars === 0) return null;
  const uuid = idOf(scan, place);
  return uuid.length === 36 ? [uuid.slice(0, 8), uuid.slice(9, 13), uuid.slice(14, 18)].join('') : uuid;
}

/** An id as its record says it, cut alike however the record was read. */
export function idOf(scan: TextSource, place: StringPlace): string {
  return scan.textOf(place, ID_CHARS * MOST_CHAR_BYTES).slice(0, ID_CHARS);
}
