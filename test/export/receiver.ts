import { spawn } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type Run, TJ } from '../cli/tj.ts';

/** A span as it was received. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[];
  readonly status: { readonly code: number; readonly message?: string };
  readonly flags: number;
}

export interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly OtlpValue[] };
}

export interface ReceivedRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ReceivedSpan['attributes'] };
    readonly scopeSpans: readonly {
      readonly scope: { name: string; version: string };
      readonly spans: ReceivedSpan[];
    }[];
  }[];
}

/** What a receiver answers. */
export interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly afterMs?: number;
}

/** A collector that keeps what it is sent; requests that it does not answer with 200 count as never received. */
export interface Receiver {
  readonly url: string;
  /** Of every request, also of those that it turned away. */
  readonly requests: { readonly path: string; readonly headers: http.IncomingHttpHeaders; readonly text: string }[];
  /** Texts of the requests that it took. */
  readonly taken: string[];
  answers: (request: number, text: string) => Answered;
  close(): Promise<void>;
}

export const TAKEN: Answered = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

/** Starts one on this machine. */
export async function receiver(port = 0): Promise<Receiver> {
  const [requests, taken]: [Receiver['requests'], string[]] = [[], []];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
      requests.push({ path: request.url ?? '', headers: request.headers, text });
      const { status, headers = {}, body = '', afterMs = 0 } = self.answers(requests.length, text);
      if (status === 200) taken.push(text);
      setTimeout(() => response.writeHead(status, headers).end(body), afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ requests, taken },
    answers: () => TAKEN,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return self;
}

/** The spans of requests. */
export function spansIn(texts: readonly string[]): ReceivedSpan[] {
  return texts.flatMap((text) => {
    const { resourceSpans } = JSON.parse(text) as ReceivedRequest;
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
}

/** An attribute of a span; undefined where it has none of this name. */
export function attribute(span: Pick<ReceivedSpan, 'attributes'>, name: string): unknown {
  const value = span.attributes.find(({ key }) => key === name)?.value;
  return value === undefined ? undefined : Object.values(value)[0];
}

/** A run of tj that is under way beside this process, which may be what it sends to. */
export interface Running {
  readonly kill: () => void;
  readonly ended: Promise<Run>;
}

/** Starts tj with a home of its own and without a terminal. */
export function start(args: readonly string[], home: string, env: Readonly<Record<string, string>> = {}): Running {
  const base = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', LANG: 'C.UTF-8', TJ_NOW: '2026-03-05T12:00:00Z' };
  const child = spawn(process.execPath, [TJ, ...args], { env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<Run>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
  return { kill: () => child.kill('SIGKILL'), ended };
}

/** The same, to its end. */
export function run(args: readonly string[], home: string, env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return start(args, home, env).ended;
}
