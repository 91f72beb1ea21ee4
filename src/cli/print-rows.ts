import type { Provenance } from '../model/provenance.ts';
import { whyNothing } from '../render/provenance-lines.ts';
import type { RowFormat, RowTable } from '../render/row-table.ts';
import { print, printError } from './output.ts';

type WhyEmpty = Pick<Provenance, 'lookedIn' | 'unmatched'>;

/** Rows for other programs; why there are none goes to standard error. */
export async function printRows(rows: RowTable, format: RowFormat, provenance?: WhyEmpty): Promise<void> {
  const { rowText } = await import('../render/row-text.ts');
  print(rowText(rows, format));
  if (rows.rows.length === 0 && provenance !== undefined) noteNothing(provenance);
}

/** One line on standard error where standard output has no room for words and nothing to say. */
export function noteNothing(provenance: WhyEmpty): void {
  printError(`tj: ${whyNothing(provenance)}\n`);
}
