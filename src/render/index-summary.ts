import type { Backfill } from '../model/backfill.ts';
import { counted, fullCount } from '../model/counted.ts';
import type { Fault } from '../model/fault.ts';
import type { Vanished } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import { labelOf } from '../model/label.ts';
import type { TypedOption } from '../model/typed-option.ts';
import { faultLines } from './fault-lines.ts';
import { lookedInLines } from './looked-in-lines.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';
import { nextLines } from './typed-command.ts';
import { vanishedLines } from './vanished-lines.ts';

const MB = 1e6;

/** Issues told one by one. */
const SHOWN = 5;

interface Kept {
  readonly files: number;
  readonly sessions: number;
  readonly responses: number;
  readonly badLines: number;
}

/** `tj index` for people: what was read, what is kept now, what could not be read. */
export function indexSummary(
  done: Backfill & {
    readonly issues: readonly Issue[];
    readonly vanished: readonly Vanished[];
    readonly faults: readonly Fault[];
    readonly typed: readonly TypedOption[];
  },
  kept: Kept,
  path: string,
  look: Look,
): string {
  const inVain = lookedInLines(done.lookedIn, look);
  if (done.filesFound === 0 && kept.files === 0) return ['No transcripts found.', ...inVain, ''].join('\n');
  const read =
    done.filesRead === 0
      ? 'Nothing has changed.'
      : `Read ${counted(done.filesRead, 'file')}, ${(done.bytesRead / MB).toFixed(1)} MB.`;
  const has = `${path} holds ${counted(kept.sessions, 'session')} and ${counted(kept.responses, 'response')} of ${counted(kept.files, 'file')}.`;
  const bad = kept.badLines === 0 ? [] : [`${counted(kept.badLines, 'unreadable line')} left out.`];
  const issues = done.issues
    .slice(0, SHOWN)
    .map((issue) => `${issue.kind}: ${labelOf(issue.path, 200)} (${labelOf(issue.detail, 200)})`);
  const more = done.issues.length > SHOWN ? [`and ${fullCount(done.issues.length - SHOWN)} more like these`] : [];
  const next = nextLines('tj usage --by day', done.typed, look);
  return [
    ...wrap(read, look.width),
    ...wrap(has, look.width),
    ...inVain,
    ...[...vanishedLines(done.vanished, look.width), ...faultLines(done.faults)]
      .flatMap((line) => wrap(line, look.width))
      .map(look.paint.warn),
    ...[...bad, ...issues, ...more].map(look.paint.warn),
    ...next,
    '',
  ].join('\n');
}
