import { labelOf } from '../model/label.ts';
import { singleQuoted } from '../model/shell-word.ts';
import type { Look } from './style.ts';
import { textWidth, wrap } from './text-width.ts';

/** The label of a session, as it is and as it was. */
export interface LabelAnswer {
  readonly sessionId: string;
  /** The session as it was asked for: it names it, at least for now. */
  readonly asked: string;
  /** The store, where another than the user's own was asked for. */
  readonly db?: string | undefined;
  /** What the session is called everywhere, whoever called it so. */
  readonly label: string;
  /** The user's own label; null without one. */
  readonly own: string | null;
  /** The user's own label before; undefined where it was only asked for. */
  readonly before?: string | null;
  /** Whether the label that was asked for was longer than labels can be. */
  readonly isCut?: boolean;
}

/** `tj label` for people: the label alone where it is only asked for, else also what undoes the change. */
export function labelLines(answer: LabelAnswer, look: Look): string {
  const { label, own, before } = answer;
  if (before === undefined && own !== null) return `${own}\n`;
  const named = own === null ? `no label; shown as ${label}` : `${own}${answer.isCut ? ' (cut to 80 characters)' : ''}`;
  return [...wrap(named, look.width), ...(before === undefined ? [] : undoLines(answer, before, look)), ''].join('\n');
}

/** The same as a document. */
export function labelJson({ sessionId, label, own, before }: LabelAnswer): object {
  return {
    ...{ schema: 1, session_id: sessionId, label, user_label: own },
    ...(before === undefined ? {} : { before }),
  };
}

function undoLines({ own, asked, db: file }: LabelAnswer, before: string | null, look: Look): string[] {
  const was = wrap(`before: ${before ?? 'no label'}`, look.width).map(look.paint.dim);
  const db = file === undefined ? '' : ` --db ${singleQuoted(file)}`;
  const label = before === null ? '--remove' : `${before.startsWith('-') ? '-- ' : ''}${singleQuoted(before)}`;
  const undo = `undo: tj label${db} ${labelOf(asked)} ${label}`;
  // A command that is cut or broken up would do something else.
  return before === own || textWidth(undo) > look.width ? was : [...was, look.paint.dim(undo)];
}
