import { applyEdits, type Node } from 'jsonc-parser';

/** How a text is laid out, as far as what is put into it should look alike. */
interface Layout {
  /** Null where the document is a single line. */
  readonly unit: string | null;
  readonly eol: string;
  /** What stands between a colon and its value. */
  readonly gap: string;
}

/** Adds a key at the end of an object. No other byte changes. */
export function addMember(text: string, object: Node, key: string, value: unknown): string {
  return addChild(text, object, (indent, layout) => {
    const gap = indent === null ? layout.gap : ' ';
    return `${JSON.stringify(key)}:${gap}${written(value, indent, layout)}`;
  });
}

/** Adds an element at the end of an array. No other byte changes. */
export function addElement(text: string, array: Node, value: unknown): string {
  return addChild(text, array, (indent, layout) => written(value, indent, layout));
}

/** Puts another value in the place of one. */
export function replaceValue(text: string, node: Node, value: string | number): string {
  return applyEdits(text, [{ offset: node.offset, length: node.length, content: JSON.stringify(value) }]);
}

/** Takes a property or an element out with its comma; undoes `addMember` and `addElement`. */
export function removeChild(text: string, node: Node): string {
  const siblings = node.parent?.children ?? [];
  const at = siblings.indexOf(node);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const [from, to] =
    before !== undefined
      ? [endOf(before), endOf(node)]
      : after !== undefined
        ? [node.offset, after.offset]
        : insideOf(node.parent ?? node);
  return applyEdits(text, [{ offset: from, length: to - from, content: '' }]);
}

/** `write` is told the indentation of the line it writes on; null where all stands on one line. */
function addChild(text: string, parent: Node, write: (indent: string | null, layout: Layout) => string): string {
  const layout = layoutOf(text, rootOf(parent));
  const last = parent.children?.at(-1);
  const [from, to] = last === undefined ? insideOf(parent) : [endOf(last), endOf(last)];
  const content =
    last === undefined ? onlyChild(text, parent, layout, write) : nextChild(text, last, parent, layout, write);
  return applyEdits(text, [{ offset: from, length: to - from, content }]);
}

function onlyChild(
  text: string,
  parent: Node,
  layout: Layout,
  write: (indent: string | null, layout: Layout) => string,
): string {
  if (layout.unit === null) return write(null, layout);
  const outer = indentAt(text, parent.offset);
  const inner = outer + layout.unit;
  return layout.eol + inner + write(inner, layout) + layout.eol + outer;
}

/** Stands as its sibling does: on a line of its own or behind it. */
function nextChild(
  text: string,
  last: Node,
  parent: Node,
  layout: Layout,
  write: (indent: string | null, layout: Layout) => string,
): string {
  const previous = parent.children?.at(-2);
  const space = text.slice(previous === undefined ? parent.offset + 1 : endOf(previous), last.offset).replace(',', '');
  const line = /\r?\n([ \t]*)$/.exec(space);
  if (line === null) return `,${space === '' ? layout.gap : ' '}${write(null, layout)}`;
  return `,${layout.eol}${line[1]}${write(line[1] ?? '', layout)}`;
}

function written(value: unknown, indent: string | null, { unit, eol, gap }: Layout): string {
  if (indent !== null && unit !== null) return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);
  return gap === '' ? JSON.stringify(value) : JSON.stringify(value, null, 1).replace(/\n */g, ' ');
}

function layoutOf(text: string, root: Node): Layout {
  const first = root.children?.[0];
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  if (first === undefined) return { unit: '  ', eol, gap: ' ' };
  const line = /\n([ \t]*)$/.exec(text.slice(root.offset, first.offset));
  const value = first.children?.[1];
  const gap = value !== undefined && text[value.offset - 1] === ':' ? '' : ' ';
  return { unit: line === null ? null : line[1] || '  ', eol, gap };
}

/** White space that the line of this offset begins with. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

function rootOf(node: Node): Node {
  return node.parent === undefined ? node : rootOf(node.parent);
}

function insideOf(container: Node): [from: number, to: number] {
  return [container.offset + 1, endOf(container) - 1];
}

function endOf(node: Node): number {
  return node.offset + node.length;
}
