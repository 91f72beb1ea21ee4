import { closeSync, readSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { lineParser } from '../parse/parse-line.ts';
import type { Parsed } from '../parse/record-taker.ts';
import { openForReading } from '../read/open-for-reading.ts';

/** Bytes at the head of a flat agent's transcript among which its session is looked for. */
const HEAD_BYTES = 64 * 1024;

const NEWLINE = 0x0a;

/** The session that a flat agent's transcript names first; its own name where the head of it names none. Never throws. */
export function sessionOfFlat({ path, agentId }: TranscriptFile): string {
  const stem = `agent-${agentId ?? ''}`;
  try {
    const fd = openForReading(path);
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return namedIn(bytes.subarray(0, readSync(fd, bytes, 0, HEAD_BYTES, 0))) ?? stem;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    errorCode(error);
    return stem;
  }
}

function namedIn(head: Buffer): string | null {
  const parsed: Parsed = { records: [], oddities: [] };
  const parse = lineParser(parsed);
  for (let start = 0, line = 1; ; line++) {
    const end = head.indexOf(NEWLINE, start);
    if (end < 0) return null;
    parse(head, start, end, line);
    for (const record of parsed.records.splice(0)) {
      if (record.kind === 'place' && record.sessionId !== null) return record.sessionId;
    }
    start = end + 1;
  }
}
