import { readFileSync } from 'node:fs';
import { baggageOf } from '../model/baggage.ts';
import { UserError } from '../model/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where spans are sent, and how. */
export interface OtlpTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Of one request. */
  readonly timeoutMs: number;
  readonly gzip: boolean;
  /** What is trusted and shown in a secure connection; null for what Node itself does. */
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

/** What the user asked for, which goes before the environment. */
export interface AskedTarget {
  /** Of `--endpoint` or the settings. */
  readonly endpoint: string | null;
  /** What the endpoint is called in errors. */
  readonly endpointFrom: string;
  /** `name=value`, as of the settings. */
  readonly headers: readonly string[];
}

const TRACES = '/v1/traces';
const USUAL_ENDPOINT = 'http://localhost:4318';
const USUAL_TIMEOUT_MS = 10_000;

/**
 * The collector that is asked for, with what OpenTelemetry's variables say (its specification of OTLP exporters): those
 * of traces before those of all signals. `UserError` for a value that is none.
 */
export function otlpTarget(asked: AskedTarget, env: Environment): OtlpTarget {
  const of = (name: string) =>
    env[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`] || undefined;
  const compression = of('COMPRESSION') ?? 'gzip';
  if (compression !== 'gzip' && compression !== 'none')
    throw bad('OTEL_EXPORTER_OTLP_COMPRESSION', compression, 'gzip or none');
  const timeout = of('TIMEOUT') ?? String(USUAL_TIMEOUT_MS);
  if (!/^\d{1,9}$/.test(timeout) || Number(timeout) === 0)
    throw bad('OTEL_EXPORTER_OTLP_TIMEOUT', timeout, 'milliseconds, 1 to 999999999');
  const files = { ca: of('CERTIFICATE'), cert: of('CLIENT_CERTIFICATE'), key: of('CLIENT_KEY') };
  return {
    url: urlOf(asked, env, of('PROTOCOL')),
    headers: { ...headersOf((of('HEADERS') ?? '').split(',')), ...headersOf(asked.headers) },
    timeoutMs: Number(timeout),
    gzip: compression === 'gzip',
    tls: Object.fromEntries(
      Object.entries(files).flatMap(([name, path]) => (path === undefined ? [] : [[name, pemOf(path)]])),
    ),
  };
}

/** The endpoint without what may be secret in it. */
export function shownUrl({ url }: OtlpTarget): string {
  return url.origin + url.pathname;
}

/** Attributes of the resource from OpenTelemetry's variables, which go before what tj knows itself. */
export function resourceAttributes(env: Environment): Record<string, string> {
  const attributes = Object.fromEntries(baggageOf((env.OTEL_RESOURCE_ATTRIBUTES ?? '').split(',')));
  return env.OTEL_SERVICE_NAME ? { ...attributes, 'service.name': env.OTEL_SERVICE_NAME } : attributes;
}

/** The endpoint of traces is taken as it is; to one of all signals the path of traces is added. */
function urlOf({ endpoint, endpointFrom }: AskedTarget, env: Environment, protocol: string | undefined): URL {
  if (endpoint !== null) return withPath(parsed(endpoint, endpointFrom));
  if (protocol === 'grpc') {
    const why = 'OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and tj sends HTTP';
    throw new UserError(
      'bad-endpoint',
      `${why}: name the collector's HTTP endpoint, such as --endpoint ${USUAL_ENDPOINT}`,
      2,
    );
  }
  const ofTraces = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (ofTraces) return parsed(ofTraces, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  return withPath(parsed(env.OTEL_EXPORTER_OTLP_ENDPOINT || USUAL_ENDPOINT, 'OTEL_EXPORTER_OTLP_ENDPOINT'));
}

function withPath(url: URL): URL {
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(TRACES) ? path : path + TRACES;
  return url;
}

function parsed(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw bad(from, text.replace(/\/\/[^/]*@/, '//'), 'a URL that begins with http:// or https://');
}

/** Names as HTTP has them; anything else in a value would end the header. */
function headersOf(pairs: readonly string[]): Record<string, string> {
  const unnamed = pairs.findIndex((pair) => pair.trim() !== '' && pair.indexOf('=') < 1);
  // What it says may be secret.
  if (unnamed >= 0) throw new UserError('bad-value', `header ${unnamed + 1} of the export: expected name=value`, 2);
  const headers = Object.fromEntries(baggageOf(pairs));
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new UserError('bad-value', `header ${JSON.stringify(name)}: its name or value is none that HTTP has`, 2);
  }
  return headers;
}

/** The text of a certificate or a key. */
function pemOf(path: string): Buffer {
  const bytes = fileOf(path);
  if (bytes.includes('-----BEGIN ')) return bytes;
  throw new UserError('bad-certificate', `${path}: expected a certificate or a key as PEM`, 2);
}

function fileOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError('bad-certificate', `${path}: cannot be read (${error.code})`, 2);
  }
}

function bad(name: string, value: string, expected: string): UserError {
  return new UserError('bad-value', `${name}: ${value}: expected ${expected}`, 2);
}
