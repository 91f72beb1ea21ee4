import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { otlpTarget, resourceAttributes, shownUrl } from '../../src/export/otlp-target.ts';
import { newHome, removeHomes } from '../cli/tj.ts';

afterAll(removeHomes);

type Environment = Readonly<Record<string, string>>;

const OTLP = 'OTEL_EXPORTER_OTLP_';
const target = (env: Environment, endpoint: string | null = null, headers: readonly string[] = []) =>
  otlpTarget({ endpoint, endpointFrom: '--endpoint', headers }, env);

describe("OpenTelemetry's variables", () => {
  it.each<[Environment, string | null, string]>([
    [{}, null, 'http://localhost:4318/v1/traces'],
    [{ ENDPOINT: 'http://c:4318' }, null, 'http://c:4318/v1/traces'],
    [{ ENDPOINT: 'https://c/otel/' }, null, 'https://c/otel/v1/traces'],
    [{ ENDPOINT: '' }, null, 'http://localhost:4318/v1/traces'],
    [{ TRACES_ENDPOINT: 'http://t:1/in', ENDPOINT: 'http://c:4318' }, null, 'http://t:1/in'],
    [{ TRACES_ENDPOINT: 'http://t:1' }, null, 'http://t:1/'],
    [{ TRACES_ENDPOINT: 'http://t:1/in' }, 'http://mine:4318', 'http://mine:4318/v1/traces'],
    [{}, 'http://mine/v1/traces', 'http://mine/v1/traces'],
    [{}, 'https://cloud/api/public/otel', 'https://cloud/api/public/otel/v1/traces'],
    [{ PROTOCOL: 'http/protobuf', ENDPOINT: 'http://c:4318' }, null, 'http://c:4318/v1/traces'],
    [{ PROTOCOL: 'grpc' }, 'http://mine:4318', 'http://mine:4318/v1/traces'],
  ])('%j and --endpoint %s: to %s', (variables, endpoint, url) => {
    const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [OTLP + name, value]));
    expect(target(env, endpoint).url.href).toBe(url);
  });

  it('of traces go before those of all signals', () => {
    const env = { TRACES_TIMEOUT: '500', TIMEOUT: '9', TRACES_COMPRESSION: 'none', COMPRESSION: 'gzip' };
    const all = Object.fromEntries(Object.entries(env).map(([name, value]) => [OTLP + name, value]));
    expect(target(all)).toMatchObject({ timeoutMs: 500, gzip: false });
    expect(target({})).toMatchObject({ timeoutMs: 10_000, gzip: true });
  });

  it('headers are percent-decoded; those of the settings go before them', () => {
    const env = { [`${OTLP}HEADERS`]: ' x-team = red , authorization=Bearer%20abc%3D,, =none' };
    expect(target(env).headers).toEqual({ 'x-team': 'red', authorization: 'Bearer abc=' });
    expect(target(env, null, ['x-team=blue']).headers).toMatchObject({ 'x-team': 'blue' });
  });

  it('certificates are read', () => {
    const file = join(newHome(), 'ca.pem');
    writeFileSync(file, '-----BEGIN CERTIFICATE-----');
    const env = {
      [`${OTLP}CERTIFICATE`]: file,
      [`${OTLP}CLIENT_KEY`]: file,
      [`${OTLP}TRACES_CLIENT_CERTIFICATE`]: file,
    };
    const pem = Buffer.from('-----BEGIN CERTIFICATE-----');
    expect(target(env).tls).toEqual({ ca: pem, cert: pem, key: pem });
  });

  it.each<[Environment, string | null, string]>([
    [{ ENDPOINT: 'collector:4318' }, null, 'OTEL_EXPORTER_OTLP_ENDPOINT: collector:4318: expected a URL that begins'],
    [{}, 'ftp://x', '--endpoint: ftp://x: expected a URL'],
    [{}, 'nowhere', '--endpoint: nowhere: expected a URL'],
    [{ TIMEOUT: 'soon' }, null, 'OTEL_EXPORTER_OTLP_TIMEOUT: soon: expected milliseconds'],
    [{ TIMEOUT: '0' }, null, 'expected milliseconds, 1 to 999999999'],
    [{ COMPRESSION: 'zstd' }, null, 'OTEL_EXPORTER_OTLP_COMPRESSION: zstd: expected gzip or none'],
    [{ CERTIFICATE: '/nowhere/ca.pem' }, null, '/nowhere/ca.pem: cannot be read (ENOENT)'],
    [{ CERTIFICATE: 'package.json' }, null, `package.json: expected a certificate or a key as PEM`],
    [{ HEADERS: 'a=b,secret' }, null, 'header 2 of the export: expected name=value'],
    [{ PROTOCOL: 'grpc', ENDPOINT: 'http://c:4317' }, null, "name the collector's HTTP endpoint"],
    [{ HEADERS: 'a b=c' }, null, 'header "a b": its name or value is none that HTTP has'],
    [{ HEADERS: 'a=b%0d%0ac' }, null, 'header "a": its name or value is none that HTTP has'],
  ])('%j and --endpoint %s: %s', (variables, endpoint, message) => {
    const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [OTLP + name, value]));
    expect(() => target(env, endpoint)).toThrow(message);
  });

  it('secrets of a URL are not shown', () => {
    expect(shownUrl(target({}, 'https://user:word@c/otel?key=word'))).toBe('https://c/otel/v1/traces');
    expect(() => target({}, 'ftp://user:word@c')).toThrow(/^(?!.*word)/);
  });

  it('attributes of the resource are read, the name of the service before them', () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: 'team=core%20infra,user.name=ada,service.name=a', OTEL_SERVICE_NAME: 'b' };
    expect(resourceAttributes(env)).toEqual({ team: 'core infra', 'user.name': 'ada', 'service.name': 'b' });
  });
});
