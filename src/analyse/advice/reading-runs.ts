import { toolKind } from '../../model/tool-kind.ts';
import type { MainCall } from '../../query/main-calls.ts';

/** Calls in a row of one turn that only read, by responses of premium models. */
export interface ReadingRun {
  readonly sessionId: string;
  readonly calls: readonly MainCall[];
  /** Responses that made them. */
  readonly responses: number;
  /** Calls, by their ids, that read a file which the session edited later: it had to be in its own context. */
  readonly neededHere: ReadonlySet<string>;
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
  const edits = new LastEdits();
  // Few calls stand in a row, so that few are asked for their model.
  const rows = inRows(edits.watch(calls), isReading).flatMap((row) => inRows(row, isPremium));
  return rows.map((row) => runOf(row, edits));
}

/** After how many calls each file of a session was last edited. */
class LastEdits {
  private readonly last = new Map<string, number>();
  private readonly places = new Map<MainCall, number>();
  private seen = 0;

  /** The calls as they come, noted on their way. */
  *watch(calls: Iterable<MainCall>): Generator<MainCall> {
    for (const call of calls) {
      this.seen++;
      const kind = toolKind(call.name);
      if (kind === 'edit') this.last.set(fileOf(call), this.seen);
      if (kind === 'read') this.places.set(call, this.seen);
      yield call;
    }
  }

  /** Whether the file that a call read was edited later. */
  followed(call: MainCall): boolean {
    const place = this.places.get(call);
    return place !== undefined && (this.last.get(fileOf(call)) ?? 0) > place;
  }
}

function fileOf({ sessionId, target }: MainCall): string {
  return `${sessionId}\n${target}`;
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

function runOf(calls: readonly MainCall[], edits: LastEdits): ReadingRun {
  return {
    sessionId: calls[0]?.sessionId ?? '',
    calls,
    responses: new Set(calls.map(({ key }) => key)).size,
    neededHere: new Set(calls.filter((call) => edits.followed(call)).map(({ toolUseId }) => toolUseId)),
  };
}

/** Whether a call changes nothing: files, searches, shell commands that are known to only read. */
export function isReading({ name, onlyReads }: Pick<MainCall, 'name' | 'onlyReads'>): boolean {
  if (NOT_READING.has(name)) return false;
  const kind = toolKind(name);
  return kind === 'read' || kind === 'search' || name === 'WebSearch' || (kind === 'command' && onlyReads);
}
