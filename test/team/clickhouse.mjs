import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/**
 * ClickHouse within this process, with a collector's table in it; null, with a word on why, where it cannot be had. It is
 * installed into a temporary folder, or taken from CHDB_FOLDER.
 */
export async function clickHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'tj-clickhouse-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  // Half a gigabyte, for this alone: no dependency of tj.
  const installed = process.env.CHDB_FOLDER ?? folder;
  const words = ['install', 'chdb', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr } = installed === folder ? spawnSync('npm', words, { encoding: 'utf8' }) : { status: 0 };
  if (status !== 0) {
    close();
    console.log(`skipped: ClickHouse (npm chdb) cannot be installed here: ${stderr.split('\n')[0]}`);
    return null;
  }
  const { Session } = createRequire(join(installed, 'package.json'))('chdb');
  const session = new Session(join(folder, 'data'));
  const run = (sql) => session.query(`${sql} SETTINGS session_timezone = 'UTC'`, 'JSON');
  const statements = (sql) => sql.split(/;\s*(?:\n|$)/).filter((each) => each.trim() !== '');
  for (const each of [OTEL_TRACES, ...statements(questions().get('setup'))]) session.query(each);
  return {
    ask: (sql) => JSON.parse(run(sql.replaceAll('$__timeFilter(Time)', '1'))).data.map(plain),
    insert(rows) {
      const file = join(folder, 'rows.jsonl');
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      session.query(`INSERT INTO otel_traces SELECT fromUnixTimestamp64Nano(Nanos), * EXCEPT Nanos
        FROM file('${file}', 'JSONEachRow', '${ROW}')`);
    },
    close,
  };
}

/** The statements of docs/team.md by their first line. */
export function questions() {
  const text = readFileSync(fileURLToPath(new URL('../../docs/team.md', import.meta.url)), 'utf8');
  return new Map([...text.matchAll(/```sql\n-- (\S+)\n([\s\S]*?)```/g)].map(([, name, sql]) => [name, sql.trim()]));
}

/** A collector that makes of each span the row that its ClickHouse exporter writes. */
export async function rowCollector(onRequest) {
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = gunzipSync(bytes).toString('utf8');
      onRequest({ bytes: text.length, bytesSent: bytes.length, rows: () => rowsOf(text) });
      response.end('{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** As the exporter of OpenTelemetry's collector makes it, as far as values go: without codecs and indexes. */
const OTEL_TRACES = `
  CREATE TABLE otel_traces (
    Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String,
    SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String),
    ResourceAttributes Map(LowCardinality(String), String), ScopeName String, ScopeVersion String,
    SpanAttributes Map(LowCardinality(String), String), Duration UInt64, StatusCode LowCardinality(String),
    StatusMessage String
  ) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)`;

const ROW = `Nanos Int64, TraceId String, SpanId String, ParentSpanId String, TraceState String, SpanName String,
  SpanKind String, ServiceName String, ResourceAttributes Map(String, String), ScopeName String, ScopeVersion String,
  SpanAttributes Map(String, String), Duration UInt64, StatusCode String, StatusMessage String`.replace(/\s+/g, ' ');

const KINDS = { 1: 'Internal', 3: 'Client' };
const STATUS = { 0: 'Unset', 2: 'Error' };

function rowsOf(text) {
  return JSON.parse(text).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const ResourceAttributes = textsOf(resource.attributes);
    return scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => rowOf(span, scope, ResourceAttributes)));
  });
}

function rowOf(span, scope, ResourceAttributes) {
  return {
    ...{ Nanos: span.startTimeUnixNano, TraceId: span.traceId, SpanId: span.spanId, TraceState: '' },
    ...{ ParentSpanId: span.parentSpanId ?? '', SpanName: span.name, SpanKind: KINDS[span.kind] },
    ...{ ServiceName: ResourceAttributes['service.name'], ResourceAttributes },
    ...{ ScopeName: scope.name, ScopeVersion: scope.version, SpanAttributes: textsOf(span.attributes) },
    Duration: String(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
    ...{ StatusCode: STATUS[span.status.code], StatusMessage: span.status.message ?? '' },
  };
}

/** A map of texts: a list becomes JSON, anything else what it looks like. */
function textsOf(attributes) {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [of] = Object.values(value);
      return [
        key,
        value.arrayValue === undefined ? String(of) : JSON.stringify(of.values.map((v) => Object.values(v)[0])),
      ];
    }),
  );
}

/** Large integers come as texts. */
function plain(row) {
  const entries = Object.entries(row).map(([name, value]) => {
    return [name, typeof value === 'string' && /^-?\d+$/.test(value) && name !== 'Session' ? Number(value) : value];
  });
  return Object.fromEntries(entries);
}
