import type { Store } from './open-store.ts';

/** One row for each session that was sent to a collector (`target`), or is to be. */
export const SENT_SPANS = `
  CREATE TABLE sent_spans (
    target TEXT NOT NULL, session_id TEXT NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL, spans BLOB NOT NULL,
    refused INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (target, session_id)
  ) STRICT;
`;

/** What a collector has of one session: the version of each span by its id, both as 16 hex digits. */
export interface SentSession {
  /** Of the session when all of it was acknowledged; '' while something is missing. */
  readonly state: string;
  /** The newest that one of its spans was sent with; 0 where none was. */
  readonly revision: number;
  readonly versions: ReadonlyMap<string, string>;
  /** Spans that the collector will not take in this state of the session. */
  readonly refused: number;
}

/** Of a session that the collector has nothing of. */
export const NOTHING_SENT: SentSession = { state: '', revision: 0, versions: new Map(), refused: 0 };

/** Bytes of an id and a version together. */
const ENTRY_BYTES = 16;

/**
 * The record of what one collector acknowledged: eight bytes of the id and eight of the version of each span. It is not kept
 * with the rows that nothing else says: where it is lost, spans are sent again, under the same ids.
 */
export interface SentSpans {
  of(sessionId: string): SentSession;
  /** States by session, without their spans: of all that were sent, or were to be. */
  states(): Map<string, string>;
  /** When it was first to be sent something without anybody asking: now, where that is not known yet. */
  since(now: number): number;
  /** Sessions that are to be sent, if they are not known yet. */
  expect(sessionIds: readonly string[]): void;
  /** Adds versions of spans that were acknowledged; `state` is '' while nothing came of others of the session. */
  acknowledge(sessionId: string, versions: ReadonlyMap<string, string>, facts: Omit<SentSession, 'versions'>): void;
}

/** What the collector that `target` is a hash of has. */
export function sentSpans(store: Store, target: string): SentSpans {
  const find = store.prepare<[string, string], Row>(
    'SELECT state, revision, spans, refused FROM sent_spans WHERE target = ? AND session_id = ?',
  );
  const put = store.prepare(
    'INSERT OR REPLACE INTO sent_spans (target, session_id, state, revision, spans, refused) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const expect = store.prepare(
    "INSERT OR IGNORE INTO sent_spans (target, session_id, state, revision, spans) VALUES (?, ?, '', 0, x'')",
  );
  const of = (sessionId: string) => {
    const row = find.get(target, sessionId);
    return row === undefined
      ? NOTHING_SENT
      : { state: row.state, revision: row.revision, refused: row.refused, versions: unpacked(row.spans) };
  };
  return {
    of,
    states() {
      const rows = store.prepare<[string], Pick<Row, 'state'> & { readonly sessionId: string }>(
        "SELECT session_id AS sessionId, state FROM sent_spans WHERE target = ? AND session_id <> '' ORDER BY session_id",
      );
      return new Map(rows.all(target).map(({ sessionId, state }) => [sessionId, state]));
    },
    since(now) {
      // Kept as if it were a session without a name.
      store
        .prepare(
          "INSERT OR IGNORE INTO sent_spans (target, session_id, state, revision, spans) VALUES (?, '', '', ?, x'')",
        )
        .run(target, now);
      return of('').revision;
    },
    expect: (sessionIds) => {
      store
        .transaction(() => {
          for (const sessionId of sessionIds) expect.run(target, sessionId);
        })
        .immediate();
    },
    acknowledge: (sessionId, versions, { state, revision, refused }) => {
      store
        .transaction(() => {
          // Another tj may have sent others of them meanwhile.
          const before = of(sessionId);
          const all = packed(new Map([...before.versions, ...versions]));
          put.run(target, sessionId, state, Math.max(before.revision, revision), all, refused);
        })
        .immediate();
    },
  };
}

interface Row {
  readonly state: string;
  readonly revision: number;
  readonly refused: number;
  readonly spans: Buffer;
}

function packed(versions: ReadonlyMap<string, string>): Buffer {
  const bytes = Buffer.alloc(versions.size * ENTRY_BYTES);
  let at = 0;
  for (const [id, version] of versions) {
    bytes.write(id + version, at, 'hex');
    at += ENTRY_BYTES;
  }
  return bytes;
}

function unpacked(bytes: Buffer): Map<string, string> {
  const versions = new Map<string, string>();
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const hex = bytes.toString('hex', at, at + ENTRY_BYTES);
    versions.set(hex.slice(0, ENTRY_BYTES), hex.slice(ENTRY_BYTES));
  }
  return versions;
}
