import { counted, fullCount, often } from '../../model/counted.ts';
import { ITEM } from '../../model/packed-context.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { LabelFinder } from '../context-ledger.ts';
import { KeyTable, SumTable } from '../key-table.ts';
import { eachEntry, RECURRING_KINDS } from '../recurring-keys.ts';
import { Replays } from '../replays.ts';
import type { Weighed } from '../weigh-context.ts';
import type { LedgerLeverFinder } from './advice.ts';
import { type CallSpanFinder, enteredAt, fieldOf, type LedgerItem, spanOf, targetOf } from './ledger-item.ts';
import type { Lever, LeverAction } from './lever.ts';
import { endsOfPaths, leverOf } from './lever-of.ts';

/** Sessions in which a file is read, or readings of the same text in one session, from which on it is a lever. */
const LEAST_SESSIONS = 3;
const LEAST_READINGS = 3;

const FILE = RECURRING_KINDS.indexOf('file');

/** What is known beside the ledger. */
export interface FileFacts {
  readonly labelOf: LabelFinder;
  readonly spanOf: CallSpanFinder;
  /** What costs less is no lever, in pico-dollars. */
  readonly least: bigint;
}

/** A time that a file was read or edited. */
interface Access extends LedgerItem {
  readonly isEdit: boolean;
  /** Milliseconds; -1 when not known. */
  readonly at: number;
}

/** A file that was read again without need. */
interface Repeated {
  readonly path: string;
  readonly reads: number;
  readonly sessions: number;
  readonly repeats: readonly Access[];
  /** Of the repeats those whose very text had come before. */
  readonly same: readonly Access[];
}

/** Columns of what is kept of an access: twice its file's number, one more for an edit; its thread; its item; what it came to. */
const ACCESS = { file: 0, thread: 1, item: 2, tokens: 3, responses: 4, cost: 5, width: 6 };

/**
 * Files that were read again though nobody had edited them (advice.md): the repeats of `tj context`, in three sessions or
 * with the same text in one. A repeat leaves the prompts that had it. Of most files a few numbers are kept and looked at once.
 */
export class FileLevers implements LedgerLeverFinder {
  private readonly files = new KeyTable();
  /** By file: what its readings cost. */
  private readonly costs: number[] = [];
  private readonly table = new SumTable(ACCESS.width);
  private size = 0;
  private readonly rows: ContextRow[] = [];
  private readonly replays = new Replays();
  private readonly facts: FileFacts;

  constructor(facts: FileFacts) {
    this.facts = facts;
  }

  add(row: ContextRow, weighed: Weighed): void {
    this.replays.begin(row);
    const { sent, responses, cost } = weighed;
    eachEntry(row, weighed, (kind, hash, item, isEdit) => {
      if (kind !== FILE) return;
      const file = this.files.indexOf(hash, 0);
      const original =
        row.family === null ? this.size : this.replays.originalOf(`${kind} ${hash} ${isEdit}`, item, this.size);
      if (original === this.size) this.append(2 * file + (isEdit ? 1 : 0), row, item);
      if (isEdit) return;
      this.costs[file] = (this.costs[file] ?? 0) + (cost[item] as number);
      this.more(original, ACCESS.tokens, sent[item] as number);
      this.more(original, ACCESS.responses, responses[item] as number);
      this.more(original, ACCESS.cost, cost[item] as number);
    });
  }

  levers(): Lever[] {
    const least = Number(this.facts.least);
    const byFile = new Map<number, Access[]>();
    this.costs.forEach((cost, file) => {
      if (cost > 0 && cost >= least) byFile.set(file, []);
    });
    if (byFile.size === 0) return [];
    for (let access = 0; access < this.size; access++) {
      const named = this.table.numbers[this.table.row(access)] as number;
      byFile.get(named >> 1)?.push(this.accessAt(access));
    }
    const found = [...byFile.values()].flatMap((accesses) => this.repeatedOf(accesses.sort(inTime)));
    const ends = endsOfPaths(found.map(({ path }) => path));
    return found.map((each) => this.leverOf(each, ends.get(each.path) ?? each.path));
  }

  private append(file: number, row: ContextRow, item: number): void {
    if (this.rows.at(-1) !== row) this.rows.push(row);
    const from = this.table.row(this.size++);
    const { numbers } = this.table;
    numbers[from + ACCESS.file] = file;
    numbers[from + ACCESS.thread] = this.rows.length - 1;
    numbers[from + ACCESS.item] = item;
  }

  private more(access: number, column: number, value: number): void {
    const at = this.table.row(access) + column;
    this.table.numbers[at] = (this.table.numbers[at] as number) + value;
  }

  private accessAt(access: number): Access {
    const from = this.table.row(access);
    const column = (number: number) => this.table.numbers[from + number] as number;
    const item = { row: this.rows[column(ACCESS.thread)] as ContextRow, item: column(ACCESS.item) };
    return {
      ...item,
      ...{ tokens: column(ACCESS.tokens), responses: column(ACCESS.responses), weight: column(ACCESS.cost) },
      ...{ isEdit: (column(ACCESS.file) & 1) === 1, at: enteredAt(item) ?? -1 },
    };
  }

  /** A file with its repeats, where these are a lever. */
  private repeatedOf(accesses: readonly Access[]): Repeated[] {
    const { repeats, same, mostInOne } = repeatsOf(accesses);
    const reads = accesses.filter(({ isEdit }) => !isEdit);
    const sessions = new Set(reads.map(({ row }) => row.sessionId)).size;
    const isLever = sessions >= LEAST_SESSIONS ? repeats.length >= LEAST_SESSIONS - 1 : mostInOne >= LEAST_READINGS;
    const [first] = reads;
    if (!isLever || first === undefined) return [];
    return [{ path: targetOf(first, this.facts.labelOf, 'file'), reads: reads.length, sessions, repeats, same }];
  }

  /** `end`: what of its path tells it from the other files. */
  private leverOf({ path, reads, sessions, repeats, same }: Repeated, end: string): Lever {
    const { labelOf, spanOf: find } = this.facts;
    const evidence = repeats.map((item) => ({
      ...{ sessionId: item.row.sessionId, spanId: spanOf(item, labelOf, find) },
      ...{ tokens: item.tokens, responses: item.responses, weight: inPico(item.weight) },
    }));
    return leverOf({
      ...{ kind: 'file', subject: path, evidence, actions: actions(path) },
      title: `${end} was read ${often(reads)} in ${counted(sessions, 'session')}, ${fullCount(repeats.length)} of them with no edit since the reading before`,
      effect: {
        low: same.reduce((sum, { weight }) => sum + inPico(weight), 0n),
        high: evidence.reduce((sum, { weight }) => sum + weight, 0n),
        basis: 'replayed',
        assumption: 'one reading serves until the next edit; at least, where the very same text came again',
      },
    });
  }
}

/** In the order of `EntryTable`: what is of one moment comes in the same order whatever was read first. */
function inTime(a: Access, b: Access): number {
  return (
    a.at - b.at ||
    Number(a.isEdit) - Number(b.isEdit) ||
    a.weight - b.weight ||
    a.tokens - b.tokens ||
    fieldOf(a, ITEM.tokens) - fieldOf(b, ITEM.tokens)
  );
}

/**
 * Readings that no edit lies between and the reading before; of these the ones whose text had come since the last edit; and
 * how often most the same text came in one session.
 */
function repeatsOf(accesses: readonly Access[]) {
  const [repeats, same]: [Access[], Access[]] = [[], []];
  let seen = new Set<number>();
  let inSession = new Map<string, number>();
  let mostInOne = 0;
  let isKnown = false;
  for (const access of accesses) {
    if (access.isEdit) {
      [seen, inSession, isKnown] = [new Set(), new Map(), false];
      continue;
    }
    const content = fieldOf(access, ITEM.content);
    if (isKnown) repeats.push(access);
    if (isKnown && content !== 0 && seen.has(content)) same.push(access);
    isKnown = true;
    seen.add(content);
    const times = 1 + (inSession.get(`${access.row.sessionId} ${content}`) ?? 0);
    inSession.set(`${access.row.sessionId} ${content}`, times);
    if (content !== 0) mostInOne = Math.max(mostInOne, times);
  }
  return { repeats, same, mostInOne };
}

function actions(path: string): LeverAction[] {
  return [
    { text: 'write what is looked up in it into CLAUDE.md (a whole @file would stand in every prompt)' },
    { text: `or ask for the lines that are needed of ${path} (offset and limit of Read)` },
  ];
}

function inPico(weight: number): bigint {
  return BigInt(Math.round(weight));
}
