import { columnAt, ITEM, kindOfNumber, labelParts } from '../../model/packed-context.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { LabelFinder } from '../context-ledger.ts';
import { type FixedContextPart, UNNAMED } from '../fixed-context.ts';
import { isFixed } from '../fold-ledger.ts';
import type { Weighed } from '../weigh-context.ts';

/** What the fixed context of a session came to within a window, in tokens times the responses that sent them. */
export interface SessionFixed {
  /** All of it, and the responses of the threads whose prompts are known. */
  sent: number;
  responses: number;
  /** Responses of the threads whose parts have names. */
  namedResponses: number;
}

/** One part of the fixed context over a window. */
export interface PartSent {
  readonly part: FixedContextPart['part'];
  readonly name: string;
  /** Of all threads, as `tj context` has it. */
  sent: number;
  /** By session, of the threads whose parts have names. */
  readonly named: Map<string, number>;
}

/** Parts that a snapshot of the prompt brings: a thread that has one of these has names for all. */
const OF_SNAPSHOTS: ReadonlySet<string> = new Set(['system', 'tool']);

/** Sums the fixed context (insight.md section 2) by session and by part. */
export class FixedBySession {
  readonly sessions = new Map<string, SessionFixed>();
  private readonly parts = new Map<string, PartSent>();
  private readonly labelOf: LabelFinder;
  private readonly responsesOf: (sessionId: string, agentId: string) => number;

  /** `responsesOf`: how many responses of a thread the window has. */
  constructor(labelOf: LabelFinder, responsesOf: (sessionId: string, agentId: string) => number) {
    this.labelOf = labelOf;
    this.responsesOf = responsesOf;
  }

  /** Adds a thread. */
  add(row: ContextRow, weighed: Weighed): void {
    const found = fixedItems(row, weighed);
    const isKnown = weighed.sent.subarray(0, weighed.count).some((sent) => sent > 0);
    if (!isKnown) return;
    const { sessionId, agentId } = row;
    const session = this.sessions.get(sessionId) ?? { sent: 0, responses: 0, namedResponses: 0 };
    this.sessions.set(sessionId, session);
    const isNamed = found.some(({ kind, tool }) => kind === 'base' && OF_SNAPSHOTS.has(tool));
    const responses = this.responsesOf(sessionId, agentId);
    session.responses += responses;
    if (isNamed) session.namedResponses += responses;
    for (const each of found) {
      const sent = weighed.sent[each.item] as number;
      session.sent += sent;
      const part = this.partOf(row, each);
      part.sent += sent;
      if (isNamed) part.named.set(sessionId, (part.named.get(sessionId) ?? 0) + sent);
    }
  }

  /** By part and name. */
  byName(): ReadonlyMap<string, PartSent> {
    const named = new Map<string, PartSent>();
    for (const each of this.parts.values()) {
      const key = `${each.part}\n${each.name}`;
      const before = named.get(key);
      if (before === undefined) named.set(key, { ...each, named: new Map(each.named) });
      else join(before, each);
    }
    return named;
  }

  /** Labels are looked up once for each that is not known yet. */
  private partOf({ sessionId, agentId }: ContextRow, { kind, tool, label, item }: FixedItem): PartSent {
    const key = `${kind} ${tool} ${label}`;
    const known = this.parts.get(key);
    if (known !== undefined) return known;
    const name = labelParts(this.labelOf(sessionId, agentId, item)).label;
    const part = {
      part: (kind === 'base' ? tool || 'other' : kind) as FixedContextPart['part'],
      name: name === '' && kind === 'base' ? UNNAMED : name,
      ...{ sent: 0, named: new Map<string, number>() },
    };
    this.parts.set(key, part);
    return part;
  }
}

function join(into: PartSent, { sent, named }: PartSent): void {
  into.sent += sent;
  for (const [sessionId, tokens] of named) into.named.set(sessionId, (into.named.get(sessionId) ?? 0) + tokens);
}

interface FixedItem {
  readonly item: number;
  readonly kind: string;
  readonly tool: string;
  /** Hash of what it is called. */
  readonly label: number;
}

/** Those that some prompt of the window had. */
function fixedItems({ items, tools }: ContextRow, { count, sent }: Weighed): FixedItem[] {
  const at = (column: number, item: number) => items[columnAt(column, count) + item] as number;
  const found: FixedItem[] = [];
  for (let item = 0; item < count; item++) {
    if (sent[item] === 0) continue;
    const kind = kindOfNumber(at(ITEM.kind, item));
    if (!isFixed(kind)) continue;
    found.push({
      item,
      kind,
      tool: tools[at(ITEM.tool, item)] ?? '',
      label: at(ITEM.label, item),
    });
  }
  return found;
}
