import Database from 'better-sqlite3';
import type { RememberedWalk } from '../discover/look-again.ts';
import { type KnownFiles, STAT_NUMBERS, type Walk } from '../model/walk.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';
import { PARSER_VERSION } from './parser-version.ts';

/** The last walks through the roots, as far as they were kept. */
export function rememberedWalks(store: Store, roots: readonly string[]): RememberedWalk[] {
  const walkOf = store.prepare<[string], { walk: Buffer; known: Buffer; sum: number | null }>(
    'SELECT walk, known, row_sum AS sum FROM walks WHERE root = ?',
  );
  return roots.flatMap((root) => {
    const row = walkOf.get(root);
    // One that is not as it was kept could hide files: there is another walk.
    if (row === undefined || (row.sum !== null && rowSum([root], row.walk, row.known) !== row.sum)) return [];
    return [{ walk: JSON.parse(row.walk.toString()) as Walk, known: decodeKnown(row.known) }];
  });
}

/**
 * Keeps walks in place of earlier ones through the same roots. They only save time, so nothing is waited for and nothing
 * thrown when SQLite cannot write now; a store in memory ends before they could be of use.
 */
export function rememberWalks(store: Store, walks: readonly RememberedWalk[]): void {
  if (store.memory || walks.length === 0) return;
  const patience = store.pragma('busy_timeout', { simple: true }) as number;
  store.pragma('busy_timeout = 0');
  try {
    const keep = store.prepare('INSERT OR REPLACE INTO walks (root, walk, known, row_sum) VALUES (?, ?, ?, ?)');
    for (const { walk, known } of walks) {
      const [text, stats] = [Buffer.from(JSON.stringify(walk)), encodeKnown(known)];
      keep.run(walk.root, text, stats, rowSum([walk.root], text, stats));
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    store.pragma(`busy_timeout = ${patience}`);
  }
}

/** The parser version in front: what another version read is to be read anew. */
function encodeKnown({ stats, depths, count }: KnownFiles): Buffer {
  const head = Float64Array.of(PARSER_VERSION, count.transcripts, count.sessions);
  return Buffer.concat([head, stats, depths].map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength)));
}

const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT;
const HEAD_BYTES = 3 * NUMBER_BYTES;
const FILE_BYTES = STAT_NUMBERS * NUMBER_BYTES + 1;

function decodeKnown(bytes: Buffer): KnownFiles {
  const copy = Uint8Array.from(bytes);
  const files = (copy.length - HEAD_BYTES) / FILE_BYTES;
  const isWhole = Number.isInteger(files) && files >= 0;
  const [version, transcripts = 0, sessions = 0] = isWhole ? new Float64Array(copy.buffer, 0, 3) : [];
  if (version !== PARSER_VERSION) return NOTHING_KNOWN;
  return {
    stats: new Float64Array(copy.buffer, HEAD_BYTES, files * STAT_NUMBERS),
    depths: copy.subarray(copy.length - files),
    count: { transcripts, sessions },
  };
}

const NOTHING_KNOWN: KnownFiles = {
  stats: new Float64Array(),
  depths: new Uint8Array(),
  count: { transcripts: 0, sessions: 0 },
};
