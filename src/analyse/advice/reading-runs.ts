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
 * a run, as do the next turn and a response of another model than these.
 */
export function readingRuns(calls: Iterable<MainCall>, isPremium: (model: string) => boolean): ReadingRun[] {
  const runs: ReadingRun[] = [];
  let open: MainCall[] = [];
  const close = () => {
    const [first] = open;
    if (first !== undefined && open.length >= LEAST_CALLS) {
      runs.push({ sessionId: first.sessionId, calls: open, responses: new Set(open.map(({ key }) => key)).size });
    }
    open = [];
  };
  for (const call of calls) {
    const last = open.at(-1);
    const goesOn = last === undefined || (last.sessionId === call.sessionId && last.turnId === call.turnId);
    const reads = isReading(call) && isPremium(call.model);
    if (!goesOn || !reads) close();
    if (reads) open.push(call);
  }
  close();
  return runs;
}

/** Whether a call changes nothing: files, searches, shell commands that are known to only read. */
export function isReading({ name, onlyReads }: Pick<MainCall, 'name' | 'onlyReads'>): boolean {
  if (NOT_READING.has(name)) return false;
  const kind = toolKind(name);
  return kind === 'read' || kind === 'search' || name === 'WebSearch' || (kind === 'command' && onlyReads);
}
