import { counted, fullCount } from '../../model/counted.ts';
import { escaped, shownPath } from '../../model/escaped.ts';
import type { Examination } from '../../model/examination.ts';
import { type Finding, type FindingKind, LEVELS, type Level } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import { isoOf } from '../../model/time.ts';
import { cardLook } from '../card-parts.ts';
import type { Look } from '../style.ts';
import { cutPath, padRight, wrap } from '../text-width.ts';

/** Findings of one kind that are shown one by one. */
const SHOWN = 3;

/** What several findings of a kind are called; a kind that stands here is told together. */
const TOGETHER: Partial<Record<FindingKind, (count: number) => string>> = {
  'bad-line': (n) => `${counted(n, 'line')} that are no JSON`,
  'long-line': (n) => `${counted(n, 'line')} that are too long to be read`,
  'bad-number': (n) => `${counted(n, 'line')} with numbers that are no counts`,
  'damaged-transcript': (n) => `${counted(n, 'transcript')} are damaged`,
  vanished: (n) => `${counted(n, 'transcript')} no longer hold what tj has kept of them`,
  permissions: (n) => `${counted(n, 'place')} that other users may read`,
  'store-copy': (n) => `${counted(n, 'copy', 'copies')} of the store beside it`,
  unreadable: (n) => `${counted(n, 'place')} that cannot be looked into`,
  'not-built': (n) => `${counted(n, 'session')} that could not be built: please report it`,
  'unlinked-agent': (n) => `${counted(n, 'session')} with agents that are linked to no call`,
  'ambiguous-agent': (n) => `${counted(n, 'session')} with agents that are linked by type and order alone`,
  'unknown-type': (n) => `${counted(n, 'type')} of records that this tj does not know`,
  'unpriced-model': (n) => `${counted(n, 'model')} without a price`,
  'store-damaged': (n) => `${counted(n, 'place')} where the store is damaged`,
  'rows-differ': (n) => `${counted(n, 'session')} that are not what their journal makes of them`,
};

/** `tj doctor` for people: what is wrong by how much it matters, and what to type; where all is well, in few lines. */
export function doctorCard(examination: Examination, wide: Look): string {
  const look = cardLook(wide);
  const { findings } = examination;
  const of = (level: Level) => findings.filter((finding) => finding.level === level);
  return [
    ...headline(of('error').length, of('warning').length, look),
    '',
    ...factLines(examination, look),
    ...LEVELS.flatMap((level) => levelLines(level, of(level), examination.home, look)),
    '',
  ].join('\n');
}

function headline(errors: number, warnings: number, look: Look): string[] {
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const text = parts.length === 0 ? 'All is well.' : `${parts.join(' and ')}.`;
  const lines = wrap(text, look.width).map(look.paint.bold);
  return parts.length === 0 ? lines : lines.map(look.paint.warn);
}

const HOOKS: Readonly<Record<Examination['hook'], string>> = {
  works: 'installed',
  plugin: 'comes with the plugin',
  off: 'installed, but all hooks are off',
  broken: 'cannot run',
  absent: 'not installed',
};

function factLines(
  { versions, store, transcripts, hook, pricesAsOf, home, findings }: Examination,
  look: Look,
): string[] {
  const { kept, compared } = store;
  const holds = kept === null ? [] : [counted(kept.sessions, 'session'), counted(kept.responses, 'response')];
  const isEmptied = findings.some(({ kind }) => kind === 'store-damaged');
  const size = store.bytes === 0 ? (isEmptied ? 'empty' : 'not there') : `${(store.bytes / 1e6).toFixed(1)} MB`;
  const again =
    (compared?.sessions ?? 0) === 0 ? [] : [`${fullCount(compared?.sessions ?? 0)} built again and compared`];
  const roots = transcripts.roots.map((root) => shownPath(root, home)).join(', ');
  const isOut = transcripts.keptOut === 0 ? '' : `, ${fullCount(transcripts.keptOut)} taken out by tj prune`;
  const all = transcripts.keptOut === transcripts.found ? 'none kept' : isOut === '' ? 'all kept' : 'all others kept';
  const unkept = (transcripts.unkept === 0 ? all : `${fullCount(transcripts.unkept)} not kept whole yet`) + isOut;
  const found = transcripts.found === 0 ? 'none found' : `${counted(transcripts.found, 'transcript')}, ${unkept}`;
  const engine = versions.sqlite === null ? 'does not run' : `SQLite ${versions.sqlite}`;
  const facts = [
    ['store', [shownPath(store.path, home), size, ...holds, ...again].join(', ')],
    ['reads', [...(roots === '' ? [] : [roots]), found].join(': ')],
    ['hook', HOOKS[hook]],
    ['prices', pricesAsOf === null ? 'cannot be read' : `of ${isoOf(pricesAsOf).slice(0, 10)}`],
    ['runs', `tj ${versions.tj}, Node ${versions.node}, ${engine} (better-sqlite3 ${versions.package})`],
  ] as const;
  return facts.flatMap(([name, text]) => beside(look.paint.dim(padRight(name, INDENT)), text, look));
}

const INDENT = 9;

function beside(head: string, text: string, look: Look): string[] {
  const lines = wrapPaths(text, look.width - INDENT, look);
  return lines.map((line, i) => (i === 0 ? head : ' '.repeat(INDENT)) + line);
}

/** Words that are too long are paths mostly, of which the end tells most. */
function wrapPaths(text: string, columns: number, look: Look): string[] {
  const words = text.split(' ').map((word) => cutPath(word, columns, look.unicode ? '…' : '~'));
  return wrap(words.join(' '), columns);
}

function levelLines(level: Level, findings: readonly Finding[], home: string, look: Look): string[] {
  const kinds = groupBy(findings, ({ kind }) => kind);
  const head = padRight(level, INDENT);
  const painted = level === 'info' ? look.paint.dim(head) : look.paint.warn(head);
  return [...kinds.values()].flatMap((those) => ['', ...kindLines(painted, those, home, look)]);
}

function kindLines(head: string, findings: readonly Finding[], home: string, look: Look): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const together = countOf(findings) > 1 ? TOGETHER[first.kind] : undefined;
  const indent = ' '.repeat(INDENT);
  if (together === undefined) {
    return findings.flatMap((finding, i) => [
      ...beside(i === 0 ? head : indent, escaped(finding.message), look),
      ...placeLines(finding, home, look),
      ...todoLines(finding, look),
    ]);
  }
  const shown = findings.slice(0, SHOWN);
  const more = countOf(findings) - countOf(shown);
  const differ = new Set(shown.map((finding) => finding.do)).size > 1;
  return [
    ...beside(head, together(countOf(findings)), look),
    ...shown.flatMap((finding) => [
      ...placeLines(finding, home, look),
      ...wrapPaths(`  ${escaped(finding.message)}`, look.width - INDENT, look).map((line) => indent + line),
      ...(differ ? todoLines(finding, look) : []),
    ]),
    ...(more > 0 ? [`${indent}${look.paint.dim(`and ${fullCount(more)} more: tj doctor --json lists them`)}`] : []),
    ...(differ ? [] : todoLines(first, look)),
  ];
}

function countOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { count = 1 }) => sum + count, 0);
}

function placeLines({ path, line }: Finding, home: string, look: Look): string[] {
  if (path === undefined) return [];
  const place = `${shownPath(path, home)}${line === undefined ? '' : `:${line}`}`;
  return [' '.repeat(INDENT) + look.paint.dim(cutPath(place, look.width - INDENT, look.unicode ? '…' : '~'))];
}

/** What can be typed is never cut: a line that is too long can still be copied. */
function todoLines({ do: todo }: Finding, look: Look): string[] {
  return todo === undefined ? [] : [`${' '.repeat(INDENT)}${look.paint.typed(escaped(todo))}`];
}
