import type { DepthOf } from '../../model/depth.ts';
import { UserError } from '../../model/errors.ts';
import { LABEL_CHARS, labelOf } from '../../model/label.ts';
import { labelAmong } from '../../model/session-label.ts';
import { sessionNames } from '../../query/session-names.ts';
import { userLabel } from '../../query/user-label.ts';
import { labelJson, labelLines } from '../../render/label-lines.ts';
import { putLabel } from '../../store/labels.ts';
import { ownStore } from '../ask.ts';
import { chooseSession } from '../choose-session.ts';
import { lookOf } from '../look.ts';
import { sessionsWithin } from '../narrowing.ts';
import { noteRefreshed } from '../note-refreshed.ts';
import { print, printJson } from '../output.ts';
import { refresh } from '../refresh.ts';
import type { RunContext } from '../run-context.ts';
import type { BudgetOptions, CommonOptions } from '../shared-options.ts';
import { withStore } from '../with-store.ts';

export interface LabelOptions extends CommonOptions, BudgetOptions {
  readonly db?: string;
  readonly remove?: boolean;
}

/** `tj label <session> [name]`: gives a session a name of its own, tells it, or takes it out again. */
export async function label(
  id: string,
  words: readonly string[],
  options: LabelOptions,
  run: RunContext,
): Promise<void> {
  const wanted = wantedLabel(words, options);
  const named: DepthOf = ({ sessionId }) => (sessionId.startsWith(id) ? 'spans' : null);
  const own = ownStore(options, run, () => named);
  await withStore(own.store, async (store) => {
    const refreshed = await refresh(store, run, { ...own.refresh, depthOf: named });
    noteRefreshed(refreshed, run);
    const sessionId = chooseSession(store, id, sessionsWithin(refreshed, own.refresh), refreshed.lookedIn);
    const change =
      wanted === undefined ? {} : { before: putLabel(store, sessionId, wanted), isCut: isCut(words, wanted) };
    const label = labelAmong(sessionNames(store), sessionId);
    const answer = { sessionId, asked: id, db: options.db, label, own: userLabel(store, sessionId), ...change };
    if (options.json) printJson(labelJson(answer));
    else print(labelLines(answer, await lookOf(run)));
  });
}

/** Undefined where nothing is to change, null where the label is to go. */
function wantedLabel(words: readonly string[], { remove }: LabelOptions): string | null | undefined {
  if (remove && words.length > 0) throw new UserError('usage', 'give either a label or --remove, not both', 2);
  if (remove) return null;
  if (words.length === 0) return undefined;
  const wanted = labelOf(words.join(' '));
  if (wanted === '') throw new UserError('bad-value', 'a label cannot be empty: --remove takes one out', 2);
  return wanted;
}

function isCut(words: readonly string[], wanted: string | null): boolean {
  return wanted !== null && labelOf(words.join(' '), LABEL_CHARS + 1) !== wanted;
}
