import { toolKind } from '../../model/tool-kind.ts';
import type { MainCall } from '../../query/main-calls.ts';

/** Calls in a row of one turn that only read, by responses of premium models. */
export interface ReadingRun {
  readonly sessionId: string;
  readonly calls: readonly MainCall[];
  /** Responses that made them. */
  readonly responses: number;
}

/** Fewer calls in a row are no run (advice.md). */
const LEAST_CALLS = 5;

/** Bring tools into the prompt, which an agent cannot do for its session. */
const NOT_READING = new Set(['ToolSearch']);

/**
 * The runs of reading calls among those of main threads, which come session by session in their order. Any other call ends
 * a run, as do the next turn and a response that is of no premium model.
 */
export function readingRuns(calls: Iterable<MainCall>, isPremium: (call: MainCall) => boolean): ReadingRun[] {
  // Few calls stand in a row, so that few are asked for their model.
  return inRows(calls, isReading).flatMap((row) => inRows(row, isPremium).map(runOf));
}

/** So many calls in a row within a turn, and more, for which something holds. */
function inRows(calls: Iterable<MainCall>, holds: (call: MainCall) => boolean): MainCall[][] {
  const rows: MainCall[][] = [];
  let open: MainCall[] = [];
  const close = () => {
    if (open.length >= LEAST_CALLS) rows.push(open);
    open = [];
  };
  for (const call of calls) {
    const last = open.at(-1);
    if (last !== undefined && (last.sessionId !== call.sessionId || last.turnId !== call.turnId)) close();
    if (holds(call)) open.push(call);
    else close();
  }
  close();
  return rows;
}

function runOf(calls: readonly MainCall[]): ReadingRun {
  return { sessionId: calls[0]?.sessionId ?? '', calls, responses: new Set(calls.map(({ key }) => key)).size };
}

/** Whether a call changes nothing: files, searches, shell commands that are known to only read. */
export function isReading({ name, onlyReads }: Pick<MainCall, 'name' | 'onlyReads'>): boolean {
  if (NOT_READING.has(name)) return false;
  const kind = toolKind(name);
  return kind === 'read' || kind === 'search' || name === 'WebSearch' || (kind === 'command' && onlyReads);
}
