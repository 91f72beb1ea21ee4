import { folderOf, labelOf, pathLabelOf } from '../model/label.ts';
import type {
  AnswerRecord,
  CompactionRecord,
  OriginRecord,
  OtherRecord,
  PullRequestRecord,
  SyntheticRecord,
  TitleRecord,
  TranscriptRecord,
  WorktreeRecord,
} from '../model/records.ts';
import { answerRecord, recoveredAnswer } from './answer-record.ts';
import { attachmentRecord } from './attachment-record.ts';
import { permissionMode, systemEvent } from './event-record.ts';
import type { TextSource } from './json-scanner.ts';
import { ledgerRecord } from './ledger-record.ts';
import type { LineScanner } from './line-scanner.ts';
import { localOutput } from './note-record.ts';
import type { RawRecord } from './raw-record.ts';
import { messageRecord, requestRecord, shapeRecord, snapshotRecord } from './request-record.ts';
import { type Placed, threadOf } from './thread-of.ts';
import { queuedPrompt, recoveredUser, userRecord } from './user-record.ts';

type Reader<S, R> = (scan: S, raw: RawRecord, placed: Placed) => R | undefined;

/** Types of records that hold answers: what they use counts, at either depth. */
export const ANSWERS: ReadonlyMap<string | null, Reader<TextSource, AnswerRecord | SyntheticRecord>> = new Map([
  ['assistant', answerRecord],
  ['progress', recoveredAnswer],
]);

/** Types of records of which something else is made. */
export const READERS: ReadonlyMap<string | null, Reader<LineScanner, TranscriptRecord>> = new Map<
  string,
  Reader<LineScanner, TranscriptRecord>
>([
  ['user', userRecord],
  ['progress', recoveredUser],
  ['attachment', (...line) => queuedPrompt(...line) ?? snapshotRecord(...line) ?? attachmentRecord(...line)],
  ['system', (...line) => compactionOf(...line) ?? systemEvent(...line) ?? localOutput(...line)],
  ['permission-mode', permissionMode],
  ['custom-title', (_, { customTitle }, placed) => titleOf('custom', customTitle, placed)],
  ['ai-title', (_, { aiTitle }, placed) => titleOf('ai', aiTitle, placed)],
  ['summary', (_, { summary }, placed) => titleOf('summary', summary, placed)],
  ['continued-in', continuationOf],
  ['worktree-state', worktreeOf],
  ['api-request-shape', shapeRecord],
  ['api-request-blob', messageRecord],
  ['api-request', (_, raw, placed) => requestRecord(raw, placed)],
  ['pr-link', pullRequestOf],
  ['cost-state', (_, raw, { line }) => ledgerRecord(raw, line)],
]);

/** The record that a line makes, undefined when it makes none. `scan` must still hold the line, for its texts. */
export function recordOf(scan: LineScanner, raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  if (isStreamed(raw)) return undefined;
  return ANSWERS.get(raw.type)?.(scan, raw, placed) ?? READERS.get(raw.type)?.(scan, raw, placed) ?? other(placed);
}

/** What `claude -p` streams to programs looks like a transcript and is none. */
export function isStreamed({ hasSnakeSession, sessionId }: RawRecord): boolean {
  return hasSnakeSession && sessionId === null;
}

/** Whatever else it is, it tells that something happened then. */
function other(placed: Placed): OtherRecord | undefined {
  return placed.at === null ? undefined : { kind: 'other', line: placed.line, at: placed.at, until: placed.at };
}

function compactionOf(scan: LineScanner, raw: RawRecord, placed: Placed): CompactionRecord | undefined {
  if (raw.subtype !== 'compact_boundary') return undefined;
  return {
    kind: 'compaction',
    ...placed,
    ...threadOf(scan, raw, false),
    trigger: labelOf(raw.compact?.trigger ?? ''),
    tokensBefore: countOrNull(raw.compact?.preTokens ?? null),
    tokensAfter: countOrNull(raw.compact?.postTokens ?? null),
    keeps: raw.compact?.preserves ?? false,
  };
}

function continuationOf(_: LineScanner, { continuedInSessionId }: RawRecord, placed: Placed): OriginRecord {
  return { kind: 'origin', ...placed, originSessionId: null, copySessionId: continuedInSessionId };
}

/** Named as people write it: `owner/repository#12`. */
function pullRequestOf(_: LineScanner, raw: RawRecord, placed: Placed): PullRequestRecord | undefined {
  const number = countOrNull(raw.prNumber);
  if (number === null) return undefined;
  return { kind: 'pull-request', ...placed, name: `${pathLabelOf(raw.prRepository ?? '')}#${number}` };
}

function worktreeOf(_: LineScanner, { worktree }: RawRecord, { line }: Placed): WorktreeRecord | undefined {
  const { path, madeIn } = worktree ?? {};
  return path && madeIn
    ? { kind: 'worktree', line, at: null, path: folderOf(path), madeIn: folderOf(madeIn) }
    : undefined;
}

function titleOf(
  source: TitleRecord['source'],
  text: string | null | undefined,
  placed: Placed,
): TitleRecord | undefined {
  const label = labelOf(text ?? '');
  return label === '' ? undefined : { kind: 'title', ...placed, source, label };
}

function countOrNull(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
