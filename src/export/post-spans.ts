import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import type { OtlpTarget } from './otlp-target.ts';

/** What became of a request. */
export type Posted =
  /** The receiver has it, but for spans that it will never take: sending these again is no use. */
  | { readonly kind: 'accepted'; readonly bytes: number; readonly rejected: number; readonly reason: string }
  /**
   * As it is it is not taken: for what stands in it, for its size, or whatever stood in it. `isFinal` where the same spans
   * will not be taken another time either.
   */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly of: 'content' | 'size' | 'everything';
      readonly isFinal: boolean;
    }
  /** Nobody answered, or only that it should be tried later. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** How often and after which pauses a request is tried again. */
export interface Patience {
  readonly tries: number;
  readonly firstPauseMs: number;
  /** A receiver that asks for a longer pause is not waited for. */
  readonly mostPauseMs: number;
}

const RETRIED = new Set([429, 502, 503, 504]);
/** What holds for whatever is sent: who sends, where to, in which form. */
const FOR_EVERYTHING = new Set([301, 302, 303, 307, 308, 401, 403, 404, 405, 407, 415]);
const TOO_LARGE = 413;
const TIMED_OUT = 408;
const MOST_ANSWER_BYTES = 64 * 1024;
const REASON_CHARS = 200;

const zipped = promisify(gzip);

/**
 * Sends requests to one receiver, each over a connection of its own: one that is kept may be closed by the other side at the
 * moment at which it is used again, and a request is large enough to be worth one.
 */
export class SpanPoster {
  readonly #target: OtlpTarget;
  readonly #patience: Patience;

  constructor(target: OtlpTarget, patience: Patience) {
    this.#target = target;
    this.#patience = patience;
  }

  /** Sends a request, again and again where the receiver may take it later. */
  async post(body: Buffer): Promise<Posted> {
    const bytes = this.#target.gzip ? await zipped(body) : body;
    for (let tries = 1; ; tries++) {
      const answer = await this.#once(bytes);
      if (answer.kind !== 'unreachable') return answer;
      // One that says "at once" would be asked as often as there is patience for within a moment.
      const pause = answer.pauseMs > 0 ? answer.pauseMs : this.#pauseAfter(tries);
      if (pause > this.#patience.mostPauseMs)
        return {
          kind: 'unreachable',
          reason: `${answer.reason}; it asks for ${counted(Math.ceil(pause / 1000), 'second')}`,
        };
      if (tries >= this.#patience.tries) return { kind: 'unreachable', reason: answer.reason };
      await sleep(pause);
    }
  }

  /** Doubles each time; a part is left to chance, so that many who were turned away do not come back at once. */
  #pauseAfter(tries: number): number {
    const { firstPauseMs, mostPauseMs } = this.#patience;
    return Math.min(mostPauseMs, firstPauseMs * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
  }

  async #once(bytes: Buffer): Promise<Answer> {
    try {
      return judged(await this.#exchange(bytes), bytes.length);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = 'code' in error ? String(error.code) : '';
      const secrecy = TLS_WORDS[code] ?? (/^(?:ERR_SSL|ERR_OSSL|EPROTO)/.test(code) ? NO_TLS : undefined);
      // Another try would find the same certificate.
      if (secrecy !== undefined) return { kind: 'refused', reason: secrecy, of: 'everything', isFinal: false };
      return { kind: 'unreachable', reason: WORDS[code] ?? (labelOf(error.message, REASON_CHARS) || code), pauseMs: 0 };
    }
  }

  #exchange(bytes: Buffer): Promise<Response> {
    const { url, headers, timeoutMs, gzip, tls } = this.#target;
    const { request } = url.protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const asked = request(url, {
        method: 'POST',
        agent: false,
        ...tls,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          ...{ 'user-agent': 'tj', ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
          ...(gzip ? { 'content-encoding': 'gzip' } : {}),
        },
      });
      asked.on('error', reject);
      asked.on('response', (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length <= MOST_ANSWER_BYTES) chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          resolve({
            status: statusCode,
            type: headers['content-type'] ?? '',
            retryAfter: headers['retry-after'],
            text: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      asked.end(bytes);
    });
  }
}

type Answer =
  | Exclude<Posted, { kind: 'unreachable' }>
  | (Extract<Posted, { kind: 'unreachable' }> & { readonly pauseMs: number });

interface Response {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const UNKNOWN_SIGNER =
  'nobody known signed its certificate (OTEL_EXPORTER_OTLP_CERTIFICATE names a file with the certificate of who did)';

const NO_TLS =
  'no secure connection can be made: its port may be one of http://, or a key not be that of its certificate (OTEL_EXPORTER_OTLP_CLIENT_KEY)';

const TLS_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_SIGNER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_SIGNER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_SIGNER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_SIGNER,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  ABORT_ERR: 'it did not answer in time',
  [String(DOMException.TIMEOUT_ERR)]: 'it did not answer in time',
};

function judged({ status, type, retryAfter, text }: Response, bytes: number): Answer {
  const said = objectOf(text);
  const isPage = /html/i.test(type) || /^\s*</.test(text);
  const message = typeof said.message === 'string' ? said.message : Object.keys(said).length > 0 || isPage ? '' : text;
  const reason = [`it answered ${status}`, labelOf(message, REASON_CHARS)].filter((part) => part !== '').join(': ');
  if (status >= 200 && status < 300) {
    if (!isPage) return { kind: 'accepted', bytes, ...partialOf(said) };
    // A page to log in, or whatever else listens there: it has no spans.
    return {
      kind: 'refused',
      reason: `${reason} with a web page: it is no collector`,
      of: 'everything',
      isFinal: false,
    };
  }
  if (RETRIED.has(status)) return { kind: 'unreachable', reason, pauseMs: pauseOf(retryAfter) };
  const of = FOR_EVERYTHING.has(status) ? 'everything' : status === TOO_LARGE ? 'size' : 'content';
  return { kind: 'refused', reason, of, isFinal: status >= 400 && status < 500 && status !== TIMED_OUT };
}

/** Spans that were left out of a request that was taken, or a warning. */
function partialOf({ partialSuccess }: Readonly<Record<string, unknown>>): { rejected: number; reason: string } {
  if (typeof partialSuccess !== 'object' || partialSuccess === null) return { rejected: 0, reason: '' };
  const { rejectedSpans, errorMessage } = partialSuccess as Record<string, unknown>;
  const rejected = Number(rejectedSpans ?? 0);
  return {
    rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    reason: typeof errorMessage === 'string' ? labelOf(errorMessage, REASON_CHARS) : '',
  };
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Milliseconds of seconds, or until a date; 0 where nothing is said that can be understood, or a time that is past. */
function pauseOf(retryAfter = ''): number {
  if (/^\d+(\.\d+)?$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
}
