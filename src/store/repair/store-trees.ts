import { append } from '../../model/long-lists.ts';
import { childrenOf, kindOf, type PageRow, rowsOf, type StorePages, type Value } from './store-pages.ts';

/** A row of a store, with what its page is reached from: a table or an index by its name; '' where nothing leads there. */
export interface FoundRow extends PageRow {
  readonly of: string;
}

/** What a store has in its pages. */
export interface StoreRows {
  /** All rows: those that their table leads to first. One that cannot be read has no values. */
  readonly rows: () => Iterable<FoundRow>;
  /** Pages that cannot be read, by what leads to them. */
  readonly badPages: ReadonlyMap<string, number>;
}

const SCHEMA_PAGE = 1;

/** Goes through the trees of a store, and then through the pages that none leads to and that are not free. */
export function rowsInStore(pages: StorePages): StoreRows {
  const badPages = new Map<string, number>();
  const places = new Map<number, string>();
  for (const [name, root] of [['sqlite_schema', SCHEMA_PAGE] as const, ...rootsOf(pages)]) {
    const { reached, unreadable } = treeFrom(pages, root);
    for (const page of reached) if (!places.has(page)) places.set(page, name);
    if (unreadable > 0) badPages.set(name, unreadable);
  }
  const free = freePages(pages);
  return {
    badPages,
    *rows() {
      for (const [page, name] of places) yield* found(pages, page, name);
      for (let page = SCHEMA_PAGE + 1; page <= pages.count; page++) {
        if (!places.has(page) && !free.has(page)) yield* found(pages, page, '');
      }
    },
  };
}

/** The entries of an index that can be read, by its name. */
export function entriesOf(pages: StorePages, index: string): (readonly Value[])[] {
  const root = rootsOf(pages).get(index);
  if (root === undefined) return [];
  return treeFrom(pages, root).reached.flatMap((page) => {
    return rowsOf(pages, pages.page(page), page).flatMap((row) => (row === null ? [] : [row.values]));
  });
}

function* found(pages: StorePages, page: number, of: string): Iterable<FoundRow> {
  for (const row of rowsOf(pages, pages.page(page), page)) yield { of, ...(row ?? { rowid: null, values: [] }) };
}

/** The first page of every table and index that the schema still names. */
function rootsOf(pages: StorePages): Map<string, number> {
  const roots = new Map<string, number>();
  for (const page of treeFrom(pages, SCHEMA_PAGE).reached) {
    for (const row of rowsOf(pages, pages.page(page), page)) {
      const [, name, , root] = row?.values ?? [];
      const isPage = typeof root === 'number' && root > SCHEMA_PAGE;
      if (typeof name === 'string' && isPage) roots.set(name, root);
    }
  }
  return roots;
}

function treeFrom(pages: StorePages, root: number): { readonly reached: number[]; readonly unreadable: number } {
  const reached = new Set<number>();
  const waiting = [root];
  let unreadable = 0;
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    if (reached.has(page)) continue;
    const bytes = page > pages.count ? null : pages.page(page);
    if (bytes === null || kindOf(bytes, page) === null) {
      unreadable++;
      continue;
    }
    reached.add(page);
    append(waiting, childrenOf(bytes, page));
  }
  return { reached: [...reached], unreadable };
}

/** Where the header says which page begins the list of free ones, and how many numbers a page of that list has at most. */
const FIRST_FREE_AT = 32;
const MOST_IN_TRUNK = 1022;

/** What was deleted may still stand in free pages, and is gone. */
function freePages(pages: StorePages): ReadonlySet<number> {
  const free = new Set<number>();
  const first = pages.page(SCHEMA_PAGE);
  let trunk = first.length < FIRST_FREE_AT + 4 ? 0 : first.readUInt32BE(FIRST_FREE_AT);
  while (trunk > SCHEMA_PAGE && trunk <= pages.count && !free.has(trunk)) {
    free.add(trunk);
    const bytes = pages.page(trunk);
    if (bytes.length < 8) break;
    const count = Math.min(bytes.readUInt32BE(4), MOST_IN_TRUNK, (bytes.length - 8) >> 2);
    for (let i = 0; i < count; i++) free.add(bytes.readUInt32BE(8 + 4 * i));
    trunk = bytes.readUInt32BE(0);
  }
  return free;
}
