import { hash32 } from '../model/content-hash.ts';
import type { ItemKind } from '../model/context.ts';
import { MCP_INSTRUCTIONS } from '../model/fixed-part.ts';
import { mcpServer, toolKind } from '../model/tool-kind.ts';
import { type GroupSum, GroupSums } from './group-sums.ts';
import { KeyTable } from './key-table.ts';
import type { GroupName, LedgerTally } from './ledger-tally.ts';
import { Numbering } from './numbering.ts';

/** What a ledger is shown by. */
export const LEDGER_VIEWS = ['item', 'kind', 'tool', 'file', 'mcp', 'fixed'] as const;

export type LedgerView = (typeof LEDGER_VIEWS)[number];

/** Groups as a view shows them as one: named as one of them. */
export interface FoldedGroup extends GroupName, GroupSum {}

/**
 * What a view does not tell apart, under one word. `label`: hash of what it is called there; `own`, where each of its
 * labels is a row of its own.
 */
interface Shown {
  readonly word: number;
  readonly label: number | 'own';
}

/** The heaviest `most` (null for all) of what a view shows, by list price, by tokens where nothing has one. */
export function foldLedger(tally: LedgerTally, view: LedgerView, named: boolean, most: number | null): FoldedGroup[] {
  const sums = new GroupSums();
  const keys = new KeyTable();
  const words = new Numbering<string>((word) => word);
  const shown = new Map<number, Shown | null>();
  const byName = nameOrder(tally);
  /** Of each fold, the group that gives its name: the same one in whatever order they came. */
  const heads: number[] = [];
  for (let group = 0; group < tally.size; group++) {
    const [kindAndTool, labelHash] = tally.numbersOf(group);
    if (named && labelHash === 0) continue;
    const known = shown.get(kindAndTool);
    const as = known === undefined ? shownAs(view, tally.nameOf(group), words) : known;
    shown.set(kindAndTool, as);
    if (as === null || (view === 'mcp' && labelHash === ALL_INSTRUCTIONS)) continue;
    const fold = keys.indexOf(as.word, as.label === 'own' ? labelHash : as.label);
    const head = heads[fold];
    if (head === undefined || byName(group, head) < 0) heads[fold] = group;
    sums.join(fold, tally.sums, group);
  }
  return heaviest(sums, heads, byName, most).map((fold) => {
    return { ...tally.nameOf(heads[fold] as number), ...sums.of(fold) };
  });
}

/** Null for what the view leaves out. */
function shownAs(view: LedgerView, { kind, tool }: GroupName, words: Numbering<string>): Shown | null {
  if (view === 'mcp') return shownOfServer(kind, tool, words);
  const byLabel = view === 'item' || (view === 'file' && isFile(kind, tool)) || (view === 'fixed' && isFixed(kind));
  return { word: words.numberOf(wordFor(view, kind, tool)), label: byLabel ? 'own' : 0 };
}

/** Its tools' schemas in the fixed context are called as it is; what its tools returned, only as they are. */
function shownOfServer(kind: ItemKind, tool: string, words: Numbering<string>): Shown | null {
  const server = mcpServer(tool);
  if (server === null && !(kind === 'base' && tool === 'mcp')) return null;
  return { word: words.numberOf('server'), label: server === null ? 'own' : hash32(server) };
}

/** Instructions of all servers together stand there as if they were one. */
const ALL_INSTRUCTIONS = hash32(MCP_INSTRUCTIONS);

/** What it does not tell apart stays by kind. */
function wordFor(view: Exclude<LedgerView, 'mcp'>, kind: ItemKind, tool: string): string {
  switch (view) {
    case 'kind':
      return kind;
    case 'item':
      return `${kind} ${tool}`;
    case 'tool':
      // What stands as the tool of the fixed context is a part of it.
      return kind === 'base' ? kind : `${kind} ${tool}`;
    case 'fixed':
      return isFixed(kind) ? `${kind} ${tool}` : kind;
    case 'file':
      return isFile(kind, tool) ? 'file' : kind;
  }
}

/** Kinds and tools whose label is a file. */
export function isFile(kind: ItemKind, tool: string): boolean {
  return kind === 'memory' || ((kind === 'tool' || kind === 'image') && FILE_TOOLS.has(toolKind(tool)));
}

/** Kinds that the fixed context is made of, wherever they stand (insight.md section 2). */
export function isFixed(kind: ItemKind): boolean {
  return kind === 'base' || kind === 'memory' || kind === 'hook';
}

const FILE_TOOLS: ReadonlySet<string> = new Set(['read', 'edit']);

/** Folds in order of weight, so many. */
function heaviest(sums: GroupSums, heads: readonly number[], byName: GroupOrder, most: number | null): number[] {
  const costs = Float64Array.from(heads, (_, fold) => sums.roughCost(fold));
  // Sorting numbers alone is much faster: of very many only those are compared that can be among the first.
  const least = most === null || most >= costs.length ? 0 : (costs.slice().sort()[costs.length - most] as number);
  const folds = [...heads.keys()].filter((fold) => (costs[fold] as number) >= least);
  folds.sort((a, b) => {
    return (
      (costs[b] as number) - (costs[a] as number) ||
      sums.sent(b) - sums.sent(a) ||
      byName(heads[a] as number, heads[b] as number)
    );
  });
  return most === null ? folds : folds.slice(0, most);
}

/** Which of two groups comes first. */
type GroupOrder = (group: number, other: number) => number;

/** By kind, tool and label. What has no price often weighs the same, so words are put in order once, not at each look. */
function nameOrder(tally: LedgerTally): GroupOrder {
  const words = new Map<number, string>();
  for (let group = 0; group < tally.size; group++) {
    const [kindAndTool] = tally.numbersOf(group);
    if (words.has(kindAndTool)) continue;
    const { kind, tool } = tally.nameOf(group);
    words.set(kindAndTool, `${kind}\n${tool}`);
  }
  const sorted = [...words].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(sorted.map(([kindAndTool], place) => [kindAndTool, place]));
  const placeOf = (kindAndTool: number) => places.get(kindAndTool) as number;
  return (group, other) => {
    const [[own, label], [others, otherLabel]] = [tally.numbersOf(group), tally.numbersOf(other)];
    return own === others ? label - otherLabel : placeOf(own) - placeOf(others);
  };
}
