import { fullCount } from '../model/counted.ts';
import { type Child, fill, h } from './dom.ts';

/** A column of a table that sorts. */
export interface Column<T> {
  readonly head: string;
  /** What rows are sorted by; text from A, numbers from the largest. */
  readonly value: (row: T) => number | string | null;
  readonly cell: (row: T) => Child;
  readonly isNumber?: boolean;
  /** Left out where there is no room. */
  readonly isWide?: boolean;
  /** Left out while it does not hold; absent: never. */
  readonly holds?: () => boolean;
}

interface TableOf<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: () => readonly T[];
  /** The column that is sorted by at first. */
  readonly sortedBy: number;
  /** What a row is found by; absent: no field to filter by. */
  readonly found?: (row: T) => string;
  /** What is said where there are no rows at all. */
  readonly nothing: string;
}

/** Rows that are shown before more are asked for. */
const SHOWN = 20;

/** A table that sorts by its heads and filters by a text; `update` shows other rows. */
export function dataTable<T>({ caption, columns, rows, sortedBy, found, nothing }: TableOf<T>): {
  readonly node: HTMLElement;
  readonly update: () => void;
} {
  let [by, descends, shown, text] = [sortedBy, columns[sortedBy]?.isNumber ?? false, SHOWN, ''];
  const heads = columns.map((column, i) => {
    const button = h('button', { type: 'button', onclick: () => sortBy(i) }, column.head);
    return h('th', { scope: 'col', class: classesOf(column) }, button);
  });
  const body = h('tbody');
  const foot = h('div', { class: 'row table-foot' });
  const count = h('span', { class: 'dim', 'aria-live': 'polite' });

  function sortBy(column: number) {
    descends = column === by ? !descends : (columns[column]?.isNumber ?? false);
    by = column;
    update();
  }

  function update() {
    const all = rows();
    const kept =
      text === '' || found === undefined ? all : all.filter((row) => found(row).toLowerCase().includes(text));
    const value = columns[by]?.value ?? (() => null);
    const sorted = [...kept].sort((a, b) => (descends ? -1 : 1) * compare(value(a), value(b)));
    const isSeen = columns.map(({ holds }) => holds?.() ?? true);
    heads.forEach((head, i) => {
      head.hidden = !isSeen[i];
      if (i === by) head.setAttribute('aria-sort', descends ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    fill(
      body,
      sorted.slice(0, shown).map((row) =>
        h(
          'tr',
          {},
          columns.map((column, i) => (isSeen[i] ? h('td', { class: classesOf(column) }, column.cell(row)) : null)),
        ),
      ),
    );
    count.textContent = kept.length === all.length ? '' : `${fullCount(kept.length)} of ${fullCount(all.length)}`;
    const more = sorted.length - shown;
    fill(
      foot,
      sorted.length === 0
        ? h('p', { class: 'dim' }, all.length === 0 ? nothing : 'Nothing here is called that.')
        : null,
      more > 0
        ? h(
            'button',
            { type: 'button', onclick: () => show(shown + 100) },
            `show ${fullCount(Math.min(100, more))} more`,
          )
        : null,
      more > 0 ? h('span', { class: 'dim' }, `${fullCount(shown)} of ${fullCount(sorted.length)}`) : null,
      more <= 0 && shown > SHOWN ? h('button', { type: 'button', onclick: () => show(SHOWN) }, 'show fewer') : null,
    );
  }

  function show(most: number) {
    shown = most;
    update();
  }

  const filter =
    found === undefined
      ? null
      : h('input', {
          type: 'search',
          placeholder: 'filter',
          'aria-label': `filter ${caption}`,
          oninput: (event: Event) => {
            text = (event.target as HTMLInputElement).value.trim().toLowerCase();
            update();
          },
        });
  const table = h(
    'table',
    { class: 'sorts' },
    h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, heads)),
    body,
  );
  const node = h(
    'div',
    {},
    filter === null ? null : h('div', { class: 'row' }, filter, count),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, table),
    foot,
  );
  return { node, update };
}

function classesOf<T>({ isNumber, isWide }: Column<T>): string | null {
  return [isNumber ? 'num' : '', isWide ? 'wide' : ''].filter(Boolean).join(' ') || null;
}

/** What is not known comes last when the largest come first. */
function compare(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
