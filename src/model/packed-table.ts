/** Rows of one kind, column by column: a field's name stands once, a text that repeats is written once. */
export interface PackedTable {
  readonly rows: number;
  readonly columns: Readonly<Record<string, PackedColumn>>;
}

/** The values; or texts and which of them stands in each row; or times as ms, each less the one before it. */
export type PackedColumn =
  | readonly unknown[]
  | { readonly texts: readonly (string | null)[]; readonly of: readonly number[] }
  | { readonly times: readonly (number | null)[] };

type Row = Readonly<Record<string, unknown>>;

/** What the times of ISO text are called. */
const TIME_FIELD = /(?:^|_)at$/;

/** Rows as columns of these fields. Fields that end in `at` hold ISO times or null; ms since the epoch come out of them again. */
export function packTable(rows: readonly object[], fields: readonly string[]): PackedTable {
  const columns = fields.map((field) => {
    const values = rows.map((row) => (row as Row)[field] ?? null);
    return [field, TIME_FIELD.test(field) ? { times: deltas(values) } : shorter(values)] as const;
  });
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}

/** The rows again; times are ms. */
export function unpackTable<T>({ rows, columns }: PackedTable): T[] {
  const read = Object.entries(columns).map(([field, column]) => [field, valuesOf(column)] as const);
  return Array.from({ length: rows }, (_, i) => Object.fromEntries(read.map(([field, of]) => [field, of[i]])) as T);
}

function valuesOf(column: PackedColumn): readonly unknown[] {
  if ('texts' in column) return column.of.map((i) => column.texts[i]);
  if (!('times' in column)) return column;
  let at = 0;
  return column.times.map((step) => {
    if (step === null) return null;
    at += step;
    return at;
  });
}

function deltas(values: readonly unknown[]): (number | null)[] {
  let before = 0;
  return values.map((value) => {
    if (typeof value !== 'string') return null;
    const at = Date.parse(value);
    const step = at - before;
    before = at;
    return step;
  });
}

/** Texts of which enough repeat, once each. */
function shorter(values: readonly unknown[]): PackedColumn {
  if (!values.every((value): value is string | null => value === null || typeof value === 'string')) return values;
  const texts = [...new Set(values)];
  if (texts.length > values.length / 2) return values;
  const place = new Map(texts.map((text, i) => [text, i]));
  return { texts, of: values.map((value) => place.get(value) ?? 0) };
}
