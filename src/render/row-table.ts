/** Formats of rows for other programs. */
export type RowFormat = 'csv' | 'md';

/** What a cell holds; null for what is not known. */
export type Cell = string | number | boolean | null;

/** Rows for other programs: the same fields under the same names as in JSON. */
export interface RowTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Between the values of a list that stands in one cell. */
const BETWEEN = ' ';

/**
 * A table of the fields of JSON rows. A field of an object within is named with a dot, and its column with `_`; a list
 * of plain values is one text.
 */
export function rowTable(fields: readonly string[], records: readonly object[]): RowTable {
  return {
    columns: fields.map((field) => field.replace('.', '_')),
    rows: records.map((record) => fields.map((field) => cellOf(field.split('.').reduce(memberOf, record)))),
  };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : null;
}

function cellOf(value: unknown): Cell {
  if (Array.isArray(value)) return value.map(String).join(BETWEEN);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
