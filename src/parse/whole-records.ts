import { NotJson } from './json-bytes.ts';
import type { LineScanner } from './line-scanner.ts';
import type { RawRecord } from './raw-record.ts';
import { readRawObject } from './read-raw-record.ts';

const OBJECT_HEAD = Buffer.from('{"');

/** A cut leaves open no more objects than stand within one another; what is worse than this is no transcript. */
const MOST_TRIES = 24;

/**
 * The records that stand whole on a line that is no JSON: writers that do not wait for each other, and crashes, leave
 * several on one line, or a cut one before a whole one. At the head of the line, and right behind another record, any
 * object with a type is one; within what was cut only one that names its session, since a part of a record is no
 * record. `scan` still holds each while it is handed to `take`. Tells how many there were.
 */
export function takeWholeRecords(
  scan: LineScanner,
  bytes: Buffer,
  start: number,
  end: number,
  take: (raw: RawRecord) => void,
): number {
  let [found, tries, adjoining] = [0, 0, start];
  for (let at = start; tries < MOST_TRIES; ) {
    // Behind the line may stand any number of others.
    const within = bytes.subarray(at, end).indexOf(OBJECT_HEAD);
    if (within < 0) break;
    const head = at + within;
    scan.open(bytes, head, end);
    const raw = readOrNothing(scan);
    if (raw === undefined) {
      tries++;
      at = head + 1;
      continue;
    }
    at = scan.position();
    if (raw.type === null || (head !== adjoining && raw.sessionId === null)) continue;
    take(raw);
    found++;
    adjoining = at;
  }
  return found;
}

function readOrNothing(scan: LineScanner): RawRecord | undefined {
  try {
    return readRawObject(scan);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}
