import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OtlpTarget } from '../../src/export/otlp-target.ts';
import { type Patience, SpanPoster } from '../../src/export/post-spans.ts';
import { newHome, removeHomes } from '../cli/tj.ts';
import { type Receiver, receiver } from './receiver.ts';

let collector: Receiver;

beforeEach(async () => {
  collector = await receiver();
});

afterEach(() => collector.close());

afterAll(removeHomes);

const ONCE: Patience = { tries: 1, firstPauseMs: 1, mostPauseMs: 500 };

async function posted(how: Partial<OtlpTarget> = {}, patience = ONCE) {
  const target = { url: new URL(collector.url), headers: {}, timeoutMs: 5000, gzip: true, tls: {}, ...how };
  return await new SpanPoster(target, patience).post(Buffer.from('{"resourceSpans":[]}'));
}

describe('a request', () => {
  test('that is not answered in time has failed', async () => {
    collector.answers = () => ({ status: 200, afterMs: 60_000 });
    expect(await posted({ timeoutMs: 100 })).toEqual({ kind: 'unreachable', reason: 'it did not answer in time' });
  });

  test('is tried as often as there is patience for', async () => {
    collector.answers = () => ({ status: 502 });
    await posted({}, { ...ONCE, tries: 4 });
    expect(collector.requests).toHaveLength(4);
  });

  test('is not tried again where the collector asks for more patience than there is', async () => {
    collector.answers = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    await posted({}, { ...ONCE, tries: 4 });
    expect(collector.requests).toHaveLength(1);
  });

  test('is tried again at the time that the collector names', async () => {
    const at = new Date(Date.now() + 2000).toUTCString();
    collector.answers = (request) =>
      request === 1 ? { status: 429, headers: { 'retry-after': at } } : { status: 200 };
    const patience = { tries: 2, firstPauseMs: 1e9, mostPauseMs: 5000 };
    expect(await posted({}, patience)).toMatchObject({ kind: 'accepted' });
  });

  test.each(['0', '-1', 'soon', new Date(0).toUTCString()])(
    'is tried again after a pause of its own where the collector asks for none: %s',
    async (after) => {
      collector.answers = (request) =>
        request === 1 ? { status: 429, headers: { 'retry-after': after } } : { status: 200 };
      const begun = performance.now();
      await posted({}, { ...ONCE, tries: 2, firstPauseMs: 300 });
      expect(performance.now() - begun).toBeGreaterThan(140);
      expect(collector.requests).toHaveLength(2);
    },
  );

  test('is accepted whatever else stands in the answer', async () => {
    for (const body of ['', 'null', '[]', '{"partialSuccess":7}', 'x'.repeat(200_000)]) {
      collector.answers = () => ({ status: 200, body });
      expect(await posted()).toMatchObject({ kind: 'accepted', rejected: 0 });
    }
  });

  test('is not sent on to where an answer leads', async () => {
    collector.answers = () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
    expect(await posted()).toEqual({ kind: 'refused', reason: 'it answered 307', of: 'everything', isFinal: false });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe(`a secure connection${hasOpenssl ? '' : ': skipped, there is no openssl to make a certificate with'}`, () => {
  test.skipIf(!hasOpenssl)(
    'is made where the certificate of who signed the other one is given, and only there',
    async () => {
      const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(newHome(), name)) as [string, string];
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
      spawnSync('openssl', [...words, ...subject]);
      const own = { key: readFileSync(key), cert: readFileSync(cert) };
      const server = https.createServer(own, (request, response) =>
        request.resume().on('end', () => response.end('{}')),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
      expect(await posted({ url, tls: { ca: own.cert } })).toMatchObject({ kind: 'accepted' });
      expect(await posted({ url })).toMatchObject({
        kind: 'refused',
        of: 'everything',
        reason: expect.stringContaining('nobody known signed'),
      });
      const other = new URL(`https://127.0.0.1:${url.port}/`);
      expect(await posted({ url: other, tls: { ca: own.cert } })).toMatchObject({
        reason: 'its certificate is for another host',
      });
      expect(await posted({ url: new URL(collector.url.replace('http:', 'https:')) })).toMatchObject({
        reason: expect.stringContaining('no secure connection can be made'),
      });
      expect(collector.requests).toEqual([]);
      server.close();
    },
  );
});
