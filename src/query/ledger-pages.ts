import type { LedgerPage, PageClass, PageThread } from '../model/ledger-page.ts';
import type { RateKey } from '../model/packed-context.ts';
import { numbersIn } from '../store/number-codec.ts';
import type { Store } from '../store/open-store.ts';
import { type ContextRow, contextRows } from './contexts.ts';
import { isEverything, ON_NO_PAGE, oneOf, type ResponseWhere } from './response-filter.ts';

/** A page of which the larger part is read when it is asked for. */
export interface PageRow extends Omit<LedgerPage, 'threads' | 'keys' | 'entries'> {
  readonly threads: () => readonly PageThread[];
  readonly keys: () => Int32Array;
  readonly entries: () => Int32Array;
}

/** What the prompts of an answer were made of: summed by pages where that can be, thread by thread where not. */
export interface KeptContexts {
  /** None where only some sessions or models are asked for. */
  readonly pages: Iterable<PageRow>;
  /** Threads of no page. */
  readonly rows: Iterable<ContextRow>;
  /** The threads behind a page. */
  readonly rowsOf: (page: PageRow) => Iterable<ContextRow>;
}

/** What were the prompts made of that `where` lets through, whatever their time? */
export function keptContexts(store: Store, where: ResponseWhere): KeptContexts {
  const isAll = isEverything(where.rest);
  return {
    pages: isAll ? pageRows(store) : [],
    rows: contextRows(store, isAll ? ON_NO_PAGE : where.sessions),
    rowsOf: (page) => contextRows(store, oneOf([...new Set(page.threads().map(([sessionId]) => sessionId))])),
  };
}

function* pageRows(store: Store): Generator<PageRow> {
  const rows = store
    .prepare<[], Row>(
      'SELECT page, tools, rates, classes, first_day, last_day, agents, items FROM ledger_pages ORDER BY page',
    )
    .raw()
    .iterate();
  const column = <T>(name: string) =>
    store.prepare<[number], T>(`SELECT ${name} FROM ledger_pages WHERE page = ?`).pluck();
  const [threads, keys, entries] = [column<string>('threads'), column<Buffer>('keys'), column<Buffer>('entries')];
  for (const row of rows) {
    const [page, firstDay, lastDay] = [row[0], row[4], row[5]];
    yield {
      tools: JSON.parse(row[1]) as string[],
      rates: JSON.parse(row[2]) as RateKey[],
      classes: JSON.parse(row[3]) as PageClass[],
      days: firstDay === null || lastDay === null ? null : [firstDay, lastDay],
      agents: JSON.parse(row[6]) as number[],
      items: numbersIn(row[7]),
      threads: once(() => JSON.parse(threads.get(page) ?? '[]') as PageThread[]),
      keys: once(() => numbersIn(keys.get(page) ?? Buffer.alloc(0))),
      entries: once(() => numbersIn(entries.get(page) ?? Buffer.alloc(0))),
    };
  }
}

/** The same, found at the first call. */
function once<T>(find: () => T): () => T {
  let found: T | undefined;
  return () => (found ??= find());
}

type Row = readonly [
  ...[page: number, tools: string, rates: string, classes: string],
  ...[firstDay: number | null, lastDay: number | null, agents: string, items: Buffer],
];
