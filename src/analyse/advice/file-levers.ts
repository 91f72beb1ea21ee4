import { PASSENGER } from '../../model/packed-context.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { LabelFinder } from '../context-ledger.ts';
import { eachEntry, RECURRING_KINDS } from '../recurring-keys.ts';
import { Replays } from '../replays.ts';
import type { Weighed } from '../weigh-context.ts';
import type { LedgerLeverFinder } from './advice.ts';
import {
  type CallSpanFinder,
  enteredAt,
  fieldOf,
  type LedgerItem,
  ledgerItem,
  spanOf,
  targetOf,
} from './ledger-item.ts';
import type { Lever, LeverAction } from './lever.ts';
import { counted, leverOf } from './lever-of.ts';

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

/**
 * Files that were read again though nobody had edited them (advice.md): the repeats of `tj context`, in three sessions or
 * with the same text in one. A repeat leaves the prompts that had it.
 */
export class FileLevers implements LedgerLeverFinder {
  private readonly byFile = new Map<number, Access[]>();
  private readonly all: Access[] = [];
  private readonly replays = new Replays();
  private readonly facts: FileFacts;

  constructor(facts: FileFacts) {
    this.facts = facts;
  }

  add(row: ContextRow, weighed: Weighed): void {
    this.replays.begin(row);
    eachEntry(row, weighed, (kind, hash, passenger, isEdit) => {
      if (kind !== FILE) return;
      const item = ledgerItem(row, passenger, weighed);
      const number = this.all.length;
      const original = this.replays.originalOf(`${kind} ${hash} ${isEdit}`, passenger, number);
      if (original === number) this.met(hash, { ...item, isEdit, at: enteredAt(item) ?? -1 });
      else if (!isEdit) this.join(original, item);
    });
  }

  levers(): Lever[] {
    const least = Number(this.facts.least);
    return [...this.byFile.values()].flatMap((accesses) => {
      const most = accesses.reduce((sum, { isEdit, weight }) => sum + (isEdit ? 0 : weight), 0);
      return most < least || most === 0 ? [] : this.leverOf(accesses.sort(inTime));
    });
  }

  private met(hash: number, access: Access): void {
    this.all.push(access);
    const known = this.byFile.get(hash);
    if (known === undefined) this.byFile.set(hash, [access]);
    else known.push(access);
  }

  /** A copy: what prompts carried of it was carried of the original. */
  private join(original: number, { tokens, responses, weight }: LedgerItem): void {
    const known = this.all[original] as { -readonly [Key in keyof Access]: Access[Key] };
    known.tokens += tokens;
    known.responses += responses;
    known.weight += weight;
  }

  private leverOf(accesses: readonly Access[]): Lever[] {
    const { labelOf, spanOf: find } = this.facts;
    const { repeats, same, mostInOne } = repeatsOf(accesses);
    const reads = accesses.filter(({ isEdit }) => !isEdit);
    const sessions = new Set(reads.map(({ row }) => row.sessionId)).size;
    const isLever = sessions >= LEAST_SESSIONS ? repeats.length >= LEAST_SESSIONS - 1 : mostInOne >= LEAST_READINGS;
    const [first] = reads;
    if (!isLever || first === undefined) return [];
    const path = targetOf(first, labelOf, 'file');
    const evidence = repeats.map((item) => ({
      ...{ sessionId: item.row.sessionId, spanId: spanOf(item, labelOf, find) },
      ...{ tokens: item.tokens, responses: item.responses, weight: inPico(item.weight) },
    }));
    return [
      leverOf({
        ...{ kind: 'file', subject: path, evidence, actions: actions(path), check: 'tj context --by file' },
        title: `${endOf(path)} was read ${counted(reads.length, 'time')} in ${counted(sessions, 'session')}, ${counted(repeats.length, 'time')} again without an edit between`,
        effect: {
          low: same.reduce((sum, { weight }) => sum + inPico(weight), 0n),
          high: evidence.reduce((sum, { weight }) => sum + weight, 0n),
          basis: 'replayed',
          assumption: 'one reading serves until the next edit; at least, where the very same text came again',
        },
      }),
    ];
  }
}

/** In the order of `EntryTable`: what is of one moment comes in the same order whatever was read first. */
function inTime(a: Access, b: Access): number {
  return (
    a.at - b.at ||
    Number(a.isEdit) - Number(b.isEdit) ||
    a.weight - b.weight ||
    a.tokens - b.tokens ||
    fieldOf(a, PASSENGER.tokens) - fieldOf(b, PASSENGER.tokens)
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
    const content = fieldOf(access, PASSENGER.content);
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
    {
      text: `write what is looked up in ${endOf(path)} into CLAUDE.md: a few lines, or @${endOf(path)} if it is short`,
    },
    { text: 'ask for the lines that are needed (offset and limit of Read)' },
  ];
}

/** A file with its folder. */
function endOf(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}

function inPico(weight: number): bigint {
  return BigInt(Math.round(weight));
}
