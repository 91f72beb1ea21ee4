import type { Threaded } from './record-place.ts';

/** Context that Claude Code put beside a prompt. */
export interface AttachmentRecord extends Threaded {
  readonly kind: 'attachment';
  readonly attachment: string;
  /** Bytes as written. */
  readonly bytes: number;
  /** The file it is of; null when it is of none. */
  readonly label: string | null;
}

/** Text that Claude Code put into the conversation in the person's place: no prompt, yet part of every later one. */
export interface NoteRecord extends Threaded {
  readonly kind: 'note';
  /** The body of a skill or a command, the summary that follows a compaction, or anything else. */
  readonly note: 'skill' | 'summary' | 'text';
  readonly label: string;
  readonly chars: number;
  readonly mediaBytes: number | null;
}
