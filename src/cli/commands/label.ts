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
  readonly suggest?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `tj label <session> [name]`: gives a session a name of its own, returns it, or takes it out again; or has titles suggested. */
export async function label(
  id: string | undefined,
  words: readonly string[],
  options: LabelOptions,
  run: RunContext,
): Promise<void> {
  checkOptions(id, options);
  if (id === undefined) {
    const { suggestTitles, undoTitles } = await import('./suggest-titles.ts');
    return options.suggest ? suggestTitles(options, run) : undoTitles(options, run);
  }
  const wanted = wantedLabel(words, options);
  const named: DepthOf = ({ sessionId }) => (sessionId.startsWith(id) ? 'spans' : null);
  const own = ownStore(options, run, () => named);
  await withStore(own.store, async (store) => {
    const refreshed = await refresh(store, run, { ...own.refresh, depthOf: named });
    noteRefreshed(refreshed);
    const sessionId = chooseSession(store, id, sessionsWithin(refreshed, own.refresh), refreshed.lookedIn);
    const change =
      wanted === undefined ? {} : { before: putLabel(store, sessionId, wanted), isCut: isCut(words, wanted) };
    const label = labelAmong(sessionNames(store), sessionId);
    const answer = { sessionId, asked: id, db: options.db, label, own: userLabel(store, sessionId), ...change };
    if (options.json) printJson(labelJson(answer));
    else print(labelLines(answer, await lookOf(run)));
  });
}

function checkOptions(id: string | undefined, { suggest, undo, remove, yes, dryRun }: LabelOptions): void {
  if (suggest && undo) throw new UserError('usage', '--suggest and --undo: one of them at a time', 2);
  if ((suggest || undo) && (id !== undefined || remove))
    throw new UserError('usage', `--${suggest ? 'suggest' : 'undo'} is for all sessions: give no session with it`, 2);
  if ((yes || dryRun) && !suggest) throw new UserError('usage', '--yes and --dry-run are for --suggest', 2);
  if (id === undefined && !suggest && !undo) throw new UserError('usage', "missing required argument 'session'", 2);
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
