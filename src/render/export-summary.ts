import { counted } from '../model/counted.ts';
import { type AnswerFrame, frame } from './json-frame.ts';

/** What became of an export to a collector. */
export interface Sent {
  readonly sessions: number;
  /** Acknowledged by the collector, or, where nothing is to be sent, those that would be sent. */
  readonly spans: number;
  readonly sentBefore: number;
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
  const before = sent.sentBefore === 0 ? '' : `; ${counted(sent.sentBefore, 'span')} had been sent before`;
  if (sent.spans === 0) return `nothing to send to ${url}${before || ': no session has anything in this time'}\n`;
  const what = `${counted(sent.spans, 'span')} of ${counted(sent.sessions, 'session')}`;
  const size = `${counted(sent.requests, 'request')}, ${megabytes(dryRun ? sent.bytes : sent.bytesSent)}`;
  const rejected =
    sent.rejected === 0 && sent.warning === ''
      ? ''
      : `\nthe collector took ${counted(sent.rejected, 'span')} of them out again: ${sent.warning || 'it did not say why'}`;
  return dryRun
    ? `would send ${what} to ${url} (${size} before compression)${before}\n`
    : `sent ${what} to ${url} (${size})${before}${rejected}\n`;
}

/** Why an export is not complete, and what to do. */
export function unsentText({ sent, url }: ExportFacts): string {
  const rest = sent.stopped ? 'the rest was not tried' : `${counted(sent.unsent, 'span')} not sent`;
  const done = sent.spans === 0 ? 'nothing was sent' : `${counted(sent.spans, 'span')} sent, ${rest}`;
  return `${url}: ${sent.trouble}; ${done}. The same command sends what is missing`;
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
    unsent: sent.unsent,
    complete: sent.unsent === 0 && !sent.stopped,
    requests: sent.requests,
    bytes: sent.bytes,
    bytes_sent: sent.bytesSent,
    rejected: sent.rejected,
    warning: sent.warning || null,
    trouble: sent.trouble || null,
  };
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
