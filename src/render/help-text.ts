import { largest } from '../model/long-lists.ts';
import type { Look } from './style.ts';
import { cutTo, padRight, textWidth, wrap, wrapTyped } from './text-width.ts';

/** Lines longer than this are hard to read, however wide the terminal is. */
const MOST_COLUMNS = 80;

/** Stand around what can be typed while lines are broken; they take no column. */
const [OPEN, CLOSE] = ['\u2061', '\u2062'];
const TYPED = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'gu');

/**
 * A page of help from the little Markdown that it is written in (headings, paragraphs, lists of one level, code), broken
 * to the width of the look. Ends with a newline.
 */
export function helpText(markdown: string, wide: Look): string {
  const look = { ...wide, width: Math.min(wide.width, MOST_COLUMNS) };
  const lines = blocksOf(markdown).flatMap((block, i) => [...(i === 0 ? [] : ['']), ...linesOf(block, look)]);
  return `${lines.join('\n')}\n`;
}

/** The first paragraph of a page without its marks: what it is about in a sentence or two. */
export function helpTitle(markdown: string): string {
  return /^# (.+)/.exec(markdown)?.[1] ?? '';
}

/** The topics there are, each with its title. */
export function helpTopics(topics: readonly (readonly [topic: string, title: string])[], look: Look): string {
  const room =
    largest(
      topics.map(([topic]) => textWidth(topic)),
      0,
    ) + 2;
  const rows = topics.map(
    ([topic, title]) => `  ${look.paint.typed(padRight(topic, room))}${cutTo(title, look.width - room - 2)}`,
  );
  const ends = [
    "'tj help TOPIC' shows one of them, 'tj help COMMAND' a command with its options, 'tj --help' all commands.",
  ];
  return [
    look.paint.bold('topics'),
    ...rows,
    '',
    ...ends.flatMap((text) => wrap(text, look.width)).map(look.paint.dim),
    '',
  ].join('\n');
}

/** Lines that belong together, as they were written. */
function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let isCode = false;
  let isNew = true;
  for (const line of markdown.trim().split('\n')) {
    const begins = isNew && !isCode;
    if (line === '' && !isCode) isNew = true;
    else if (begins) blocks.push(line);
    else blocks.push(`${blocks.pop() ?? ''}\n${line}`);
    if (line.startsWith('```')) isCode = !isCode;
    if (line !== '') isNew = false;
  }
  return blocks;
}

function linesOf(block: string, look: Look): string[] {
  if (block.startsWith('#')) return wrap(block.replace(/^#+ /, ''), look.width).map(look.paint.bold);
  if (block.startsWith('```'))
    return block
      .split('\n')
      .slice(1, -1)
      .map((line) => `  ${look.paint.typed(line)}`);
  if (block.startsWith('- '))
    return block
      .slice(2)
      .split('\n- ')
      .flatMap((item) =>
        proseLines(item, look, 2).map((line, i) => `${i > 0 ? '  ' : look.unicode ? '• ' : '- '}${line}`),
      );
  return proseLines(block, look, 0);
}

function proseLines(text: string, { width, paint }: Look, indent: number): string[] {
  const marked = text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/`([^`]+)`/g, (_, code: string) => OPEN + code.replaceAll(' ', '\u00a0') + CLOSE);
  return wrapTyped(marked, width - indent).map((line) =>
    line.replace(TYPED, (_, code: string) => paint.typed(code)).replaceAll('\u00a0', ' '),
  );
}
