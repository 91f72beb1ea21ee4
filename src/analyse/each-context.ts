import type { ContextRow } from '../query/contexts.ts';
import type { KeptContexts, PageRow } from '../query/ledger-pages.ts';
import { PagePrices } from './page-prices.ts';
import type { StepPricer } from './step-pricer.ts';
import { ContextWeigher, type Weighed } from './weigh-context.ts';

/** What makes something of contexts. */
export interface ContextReader {
  readonly row: (row: ContextRow, weighed: Weighed) => void;
  /** A page: all of it is within the window, or nothing. */
  readonly page: (page: PageRow, prices: PagePrices, isWithin: boolean) => void;
}

/** Hands over what prompts were made of, by pages but where a window cuts one: of those each thread by itself. */
export function eachContext({ pages, rows, rowsOf }: KeptContexts, pricer: StepPricer, reader: ContextReader): void {
  const weigher = new ContextWeigher(pricer);
  const readRows = (threads: Iterable<ContextRow>) => {
    for (const row of threads) reader.row(row, weigher.weigh(row));
  };
  for (const page of pages) {
    const part = page.days === null ? 'none' : pricer.partOfDays(...page.days);
    if (part === 'cut') readRows(rowsOf(page));
    else reader.page(page, new PagePrices(page, pricer), part === 'all');
  }
  readRows(rows);
}
