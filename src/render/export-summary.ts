import { counted } from '../model/counted.ts';
import { shortId } from '../model/session-label.ts';
import { type AnswerFrame, frame } from './json-frame.ts';

/** What became of an export to a collector. */
export interface Sent {
  readonly sessions: number;
  /** Acknowledged by the collector, or, where nothing is to be sent, those that would be sent. */
  readonly spans: number;
  readonly sentBefore: number;
  /** Of sessions that are as they were when the collector refused them. */
  readonly refusedBefore: number;
  readonly requests: number;
  /** Of the requests, before and after compression. */
  readonly bytes: number;
  readonly bytesSent: number;
  /** Spans that the collector took out of requests it acknowledged, and what it said. */
  readonly rejected: number;
  readonly warning: string;
  /** Spans of requests that came to nothing, and why. */
  readonly unsent: number;
  readonly trouble: string;
  /** Those of them that the collector will not take, by session, and what it said. */
  readonly refused: readonly { readonly sessionId: string; readonly spans: number; readonly reason: string }[];
  /** Whether they are left out from now on. */
  readonly isRefusalKept: boolean;
  /** It ended before all sessions were looked at. */
  readonly stopped: boolean;
}

/** An export and where it went. */
export interface ExportFacts {
  readonly sent: Sent;
  /** Without what may be secret in it. */
  readonly url: string;
  readonly content: boolean;
  readonly dryRun: boolean;
}

/** The one line that an export ends with. */
export function exportLine({ sent, url, dryRun }: ExportFacts): string {
  const before = [
    sent.sentBefore === 0 ? '' : `; ${counted(sent.sentBefore, 'span')} had been sent before`,
    sent.refusedBefore === 0
      ? ''
      : `; ${counted(sent.refusedBefore, 'span')} had been refused before: --again sends them`,
  ].join('');
  if (sent.spans === 0) return `nothing to send to ${url}${before || ': no session has anything in this time'}\n`;
  const what = `${counted(sent.spans, 'span')} of ${counted(sent.sessions, 'session')}`;
  const size = `${counted(sent.requests, 'request')}, ${megabytes(dryRun ? sent.bytes : sent.bytesSent)}`;
  return dryRun
    ? `would send ${what} to ${url} (${size} before compression)${before}\n`
    : `sent ${what} to ${url} (${size})${before}${warningOf(sent)}\n`;
}

function warningOf({ rejected, warning }: Sent): string {
  if (rejected > 0)
    return `\nthe collector took ${counted(rejected, 'span')} of them out again: ${warning || 'it did not say why'}`;
  return warning === '' ? '' : `\nthe collector says: ${warning}`;
}

/** What sends the rest, where a person exports. */
export const SAME_COMMAND = 'once that is mended, the same command sends it';

/** Why an export is not complete, and `what` sends the rest. */
export function unsentText({ sent, url }: Pick<ExportFacts, 'sent' | 'url'>, what: string): string {
  const { refused, isRefusalKept, spans, unsent, stopped, trouble } = sent;
  const refusedSpans = refused.reduce((sum, each) => sum + each.spans, 0);
  const kept = isRefusalKept ? refusedSpans : 0;
  const rest = [
    ...(stopped ? ['the rest was not tried'] : unsent === kept ? [] : [`${counted(unsent - kept, 'span')} not sent`]),
    ...(kept === 0 ? [] : [`${counted(kept, 'span')} of ${sessionsOf(refused)} refused`]),
  ];
  const done = spans === 0 ? 'nothing was sent' : [`${counted(spans, 'span')} sent`, ...rest].join(', ');
  const hints = [
    ...(kept === 0 ? [] : ['what was refused is left out until it changes, or with tj export --otlp --again']),
    ...(stopped || unsent > kept ? [what] : []),
  ];
  return `${url}: ${trouble}; ${done}; ${hints.join('; ')}`;
}

function sessionsOf(refused: Sent['refused']): string {
  const [first] = refused;
  return refused.length === 1 ? `session ${shortId(first?.sessionId ?? '')}` : counted(refused.length, 'session');
}

/** The document of `tj export --otlp --json`, also where it is not complete. */
export function exportJson({ sent, url, content, dryRun }: ExportFacts, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    endpoint: url,
    dry_run: dryRun,
    content,
    sessions: sent.sessions,
    spans: sent.spans,
    sent_before: sent.sentBefore,
    refused_before: sent.refusedBefore,
    unsent: sent.unsent,
    complete: sent.unsent === 0 && !sent.stopped,
    requests: sent.requests,
    bytes: sent.bytes,
    bytes_sent: sent.bytesSent,
    rejected: sent.rejected,
    warning: sent.warning || null,
    refused: sent.refused.map(({ sessionId, spans, reason }) => ({ session_id: sessionId, spans, reason })),
    trouble: sent.trouble || null,
  };
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
