import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
// @ts-expect-error: it has no types
import { MockOtlpServer } from '@elastic/mockotlpserver';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { afterAll, describe, expect, test } from 'vitest';
import { newHome, removeHomes } from '../cli/tj.ts';
import { copyEdge, edgeNames, fixtureFolders, removeRoots } from '../corpus.ts';
import { type OtlpValue, type ReceivedRequest, type ReceivedSpan, receiver, run, spansIn } from './receiver.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const ROOTS = [...edgeNames().map((name) => copyEdge(name)), ...fixtureFolders()].flatMap((root) => ['--root', root]);

/** The requests for all transcripts that were written by hand. */
async function sentFor(words: readonly string[]): Promise<string[]> {
  const collector = await receiver();
  const { status, stderr } = await run(
    ['export', '--otlp', '--endpoint', collector.url, ...ROOTS, ...words],
    newHome(),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  await collector.close();
  return collector.taken;
}

type Serialized = Parameters<typeof JsonTraceSerializer.serializeRequest>[0];

/** The spans of a request as OpenTelemetry's own SDK has them before it sends them. */
function asSdkSpans(text: string): Serialized {
  const { resourceSpans } = JSON.parse(text) as ReceivedRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const ofResource = { attributes: attributesOf(resource.attributes) };
    return scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({ ...sdkSpan(span), resource: ofResource, instrumentationScope: scope })),
    );
  }) as unknown as Serialized;
}

function sdkSpan(span: ReceivedSpan): object {
  const context = (spanId: string) => ({ traceId: span.traceId, spanId, traceFlags: 1 });
  return {
    spanContext: () => context(span.spanId),
    parentSpanContext: span.parentSpanId === undefined ? undefined : context(span.parentSpanId),
    name: span.name,
    // The API counts kinds from 0, and OTLP from 1.
    kind: span.kind - 1,
    startTime: hrTime(span.startTimeUnixNano),
    endTime: hrTime(span.endTimeUnixNano),
    status: span.status,
    attributes: attributesOf(span.attributes),
    ...{ events: [], links: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

function hrTime(nanos: string): [number, number] {
  return [Math.floor(Number(nanos.slice(0, -9) || '0')), Number(nanos.slice(-9))];
}

function attributesOf(attributes: ReceivedSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: OtlpValue): unknown {
  return value.arrayValue === undefined ? Object.values(value)[0] : value.arrayValue.values.map(plain);
}

describe('OTLP in JSON', () => {
  test.each([[[]], [['--content']]])(
    "is what OpenTelemetry's own serializer writes, byte for byte %j",
    async (words) => {
      const requests = await sentFor(words);
      expect(spansIn(requests).length).toBeGreaterThan(200);
      for (const text of requests) {
        const own = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(asSdkSpans(text)));
        expect(own === text, firstDifference(own, text)).toBe(true);
      }
    },
  );

  test('every id is of its length, no span is sent twice, every parent is there, none ends before it begins', async () => {
    const spans = spansIn(await sentFor([]));
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(ids.size).toBe(spans.length);
    for (const { traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano } of spans) {
      expect([traceId, spanId].join(' ')).toMatch(/^[0-9a-f]{32} [0-9a-f]{16}$/);
      expect(parentSpanId === undefined || ids.has(parentSpanId)).toBe(true);
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
    }
  });

  test('an independent receiver has all of it', async () => {
    const spans: { spanId: string; name: string }[] = [];
    const mock = new MockOtlpServer({
      ...{ services: ['http'], httpHostname: '127.0.0.1', httpPort: 0, logLevel: 'fatal' },
      onTrace: (trace: ReceivedRequest) => spans.push(...spansIn([JSON.stringify(trace)])),
    });
    await mock.start();
    // It does not inflate what it is sent.
    const env = { OTEL_EXPORTER_OTLP_COMPRESSION: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: mock.httpUrl ?? '' };
    const { stdout } = await run(['export', '--otlp', ...ROOTS, '--json'], newHome(), env);
    await mock.close();
    const { spans: told } = JSON.parse(stdout) as { spans: number };
    expect([spans.length, new Set(spans.map(({ spanId }) => spanId)).size]).toEqual([told, told]);
  });
});

const COLLECTOR = ['otelcol-contrib', 'otelcol'].find((name) => spawnSync(name, ['--version']).status === 0);

describe(`a real collector${COLLECTOR === undefined ? ': skipped, neither otelcol-contrib nor otelcol is on PATH' : ''}`, () => {
  test.skipIf(COLLECTOR === undefined)('has all spans, and says nothing against any', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tj-otelcol-'));
    const out = join(folder, 'spans.json');
    const config = [
      'receivers: {otlp: {protocols: {http: {endpoint: 127.0.0.1:43189}}}}',
      `exporters: {file: {path: ${out}}}`,
      'service: {telemetry: {metrics: {level: none}}, pipelines: {traces: {receivers: [otlp], exporters: [file]}}}',
    ];
    writeFileSync(join(folder, 'config.yaml'), config.join('\n'));
    const collector = spawn(COLLECTOR ?? '', ['--config', join(folder, 'config.yaml')], { stdio: 'ignore' });
    await sleep(3000);
    const words = ['export', '--otlp', '--endpoint', 'http://127.0.0.1:43189', ...ROOTS, '--json'];
    const { stdout } = await run(words, newHome());
    await sleep(1000);
    collector.kill();
    const spans = spansIn(readFileSync(out, 'utf8').trim().split('\n'));
    rmSync(folder, { recursive: true });
    expect(JSON.parse(stdout)).toMatchObject({ spans: spans.length, complete: true, rejected: 0 });
  });
});

function firstDifference(own: string, text: string): string {
  let at = 0;
  while (at < own.length && own[at] === text[at]) at++;
  return `at ${at}: ${own.slice(at - 80, at + 80)}\n${text.slice(at - 80, at + 80)}`;
}
