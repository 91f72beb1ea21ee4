import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { busySession } from './busy-session.ts';
import { GATEWAY_USD, gatewayHistory, spellingHistory } from './gateway-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

const NOW = { TJ_NOW: '2026-10-06T00:00:00Z' };
const USD = Object.values(GATEWAY_USD).reduce((sum, usd) => sum + usd, 0);
const LIST = /^genai-prices@\d+\.\d+\.\d+$/;

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = gatewayHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const json = (args: readonly string[], own = home) => {
  const { status, stdout, stderr } = tj([...args, '--root', root, '--json'], own, NOW);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
};
const card = (args: readonly string[]) => tj([...args, '--root', root], home, NOW).stdout.replaceAll(/\s+/g, ' ');

describe('a history of models of other vendors', () => {
  it('each costs what its own list says, at the hour it answered', () => {
    const { rows, totals } = json(['usage', '--by', 'model']);
    const costs = rows.map(({ key, cost_usd }: { key: string; cost_usd: number | null }) => [key, cost_usd]);
    const expected = Object.entries(GATEWAY_USD).map(([key, usd]) => [key, expect.closeTo(usd, 10)]);
    expect(Object.fromEntries(costs)).toEqual({ ...Object.fromEntries(expected), 'our-own-model': null });
    expect(totals).toMatchObject({ cost_usd: expect.closeTo(USD, 10), responses: 9, unpriced_responses: 1 });
  });

  it.each([['quickstart'], ['usage', '--by', 'day'], ['usage', '--by', 'tool'], ['context'], ['tokenmaxx']])(
    '%s %s %s has the same total',
    (...args) => {
      const { totals } = json(args.filter((arg) => typeof arg === 'string'));
      expect(totals.cost_usd).toBeCloseTo(USD, 10);
    },
  );

  it('sessions, agents, status and the export sum to it as well', () => {
    const sum = (rows: readonly { cost_usd: number | null }[]) =>
      rows.reduce((all, { cost_usd }) => all + (cost_usd ?? 0), 0);
    expect(sum(json(['sessions']).sessions)).toBeCloseTo(USD, 10);
    expect(sum(json(['agents']).agents)).toBeCloseTo((5_000 * 1.4 + 15_000 * 0.26 + 100 * 4.4) / 1e6, 10);
    const spans = tj(['export', '--ndjson', '--root', root], home, NOW).stdout.trim().split('\n');
    const chats = spans.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'chat');
    expect(sum(chats)).toBeCloseTo(USD, 10);
    for (const { model, price_source } of chats) {
      if (model === 'our-own-model') expect(price_source).toBeNull();
      else expect(price_source).toMatch(LIST);
    }
  });

  it('the ledger of prompts costs what prompts cost at the hour they were sent', () => {
    const prompts =
      (20_000 * 0.66 + 6_000 * 0.66 + 20_000 * 0.022 + 1_000 * 1.32 + 26_000 * 0.044 + 1_000 * 0.66 + 28_000 * 0.022) /
        1e6 +
      (15_000 * 1.4 + 105_000 * 0.26) / 1e6 +
      (6_000 * 0.6 + 124_000 * 0.1) / 1e6;
    const { ledger, totals } = json(['context']);
    expect(ledger.prompt_tokens).toBe(totals.total_tokens - totals.output_tokens);
    const share = ledger.items.reduce(
      (sum: number, item: { share_list_price: number }) => sum + item.share_list_price,
      0,
    );
    expect(share * USD).toBeCloseTo(prompts, 8);
    expect(ledger.items.map((item: { tool?: string }) => item.tool)).toContain('Read');
  });

  it('a window cuts an hour with a price of its own', () => {
    const { totals } = json(['usage', '--since', '2026-10-05T07:59:00Z', '--until', '2026-10-05T08:00:06Z']);
    expect(totals.cost_usd).toBeCloseTo((1_000 * 1.32 + 26_000 * 0.044 + 2_000 * 3.96) / 1e6, 12);
  });

  it('--model finds a model in every spelling', () => {
    for (const model of ['kimi-k2.5', 'moonshotai/kimi-k2.5']) {
      const { totals } = json(['usage', '--model', model]);
      expect([model, totals.responses, totals.cost_usd]).toEqual([
        ...[model, 2, expect.closeTo(GATEWAY_USD['kimi-k2.5'], 10)],
      ]);
    }
  });

  it('quota-audit says that the tiers are those of Anthropic', () => {
    expect(json(['quota-audit'])).toMatchObject({ premium: { responses: 0 }, responses_outside_tiers: 9 });
    expect(card(['quota-audit'])).toContain(
      "Nothing to audit. The tiers are Anthropic's: models of other vendors (9 responses) have none.",
    );
    expect(json(['quota-audit']).caveat).toContain('9 responses by models of other vendors are not judged');
  });
});

describe('whose prices they are', () => {
  it.each([
    ['quickstart'],
    ['usage'],
    ['usage', '--by', 'day'],
    ['context'],
    ['quota-audit'],
    ['tokenmaxx'],
    ['sessions'],
    ['session', '--last'],
    ['agents'],
    ['status'],
    [],
  ])('is in the JSON of tj %s %s %s', (...args) => {
    const { price_source, price_provider } = json(args.filter((arg) => typeof arg === 'string'));
    const models = Object.keys(price_source);
    expect(models.length).toBeGreaterThan(0);
    for (const model of models) expect([model, price_source[model]]).toEqual([model, expect.stringMatching(LIST)]);
    const providers = { 'deepseek-v4-pro': 'deepseek', 'GLM-5.2': 'zai', 'kimi-k2.5': 'moonshotai' };
    expect(providers).toMatchObject(price_provider);
    expect(Object.keys(price_provider)).toEqual(models);
  });

  it.each([['quickstart'], ['context'], ['usage'], ['tokenmaxx'], ['sessions']])('is on the card of %s', (command) => {
    expect(card([command])).toMatch(/3 models at prices of genai-prices@[\d.]+ \(deepseek, moonshotai, zai\)/);
  });

  it('is told by tj pricing MODEL', () => {
    const { stdout } = tj(['pricing', 'z-ai/glm-5.2'], home, NOW);
    expect(stdout).toMatch(/Price source: genai-prices@[\d.]+, prices of zai\./);
    const { models } = JSON.parse(tj(['pricing', 'deepseek-v4-pro', '--json'], home, NOW).stdout);
    expect(models).toMatchObject([{ price_source: expect.stringMatching(LIST), price_provider: 'deepseek' }]);
    expect(models[0].rows.map(({ hours_utc }: { hours_utc: string | null }) => hours_utc)).toEqual([
      ...['06:00-10:00', '01:00-04:00', null, null],
    ]);
    const own = JSON.parse(tj(['pricing', 'claude-opus-5', '--json'], home, NOW).stdout);
    expect(own.models).toMatchObject([{ price_source: 'own', price_provider: null }]);
    expect(tj(['pricing', 'our-own-model'], home, NOW)).toMatchObject({ status: 1, stdout: '' });
  });

  it('the user comes first, also by an alias to a model of the list', () => {
    const own = newHome();
    const prices = {
      models: [{ id: 'glm-5.2', input: 1, output: 1, cacheRead: 0 }],
      aliases: { 'our-own-model': 'GLM-5.3' },
    };
    const file = join(own, 'prices.json');
    writeFileSync(file, JSON.stringify(prices));
    const { price_source, rows } = json(['usage', '--by', 'model', '--pricing', file], own);
    expect(price_source).toMatchObject({ 'glm-5.2': 'user', 'GLM-5.3': expect.stringMatching(LIST) });
    const cost = (key: string) => rows.find((row: { key: string }) => row.key === key)?.cost_usd;
    expect(cost('glm-5.2')).toBeCloseTo((15_000 + 600) / 1e6, 10);
    expect(cost('GLM-5.3')).toBeCloseTo((2_000 * 1.4 + 64_000 * 0.26 + 300 * 4.4) / 1e6, 10);
    const { stdout } = tj(['usage', '--root', root, '--pricing', file], own, NOW);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('1 model at your own prices');
    expect(stdout).not.toContain('list-price equivalents of ');
    expect(tj(['pricing', 'glm-5.2', '--pricing', file], own, NOW).stdout).not.toContain('as of');
  });
});

it('every way that gateways write a model leads to its price, and a bare family to none', () => {
  const folder = spellingHistory();
  const { stdout } = tj(['usage', '--by', 'model', '--root', folder, '--json'], newHome(), NOW);
  const { rows, provenance, price_source, price_provider } = JSON.parse(stdout);
  const costs = rows.map(({ key, responses, cost_usd }: Record<string, unknown>) => [key, responses, cost_usd]);
  expect(costs).toEqual([
    ['claude-sonnet-4-6', 4, expect.closeTo(4 * 0.048, 12)],
    // Input 1,000, read 100,000, output 1,000.
    ['kimi-k2-thinking', 1, expect.closeTo((0.6 + 15 + 2.5) / 1e3, 12)],
    ['GLM-5', 1, expect.closeTo((0.552 + 13.8 + 2.483) / 1e3, 12)],
    ['deepseek-v4-pro', 1, expect.closeTo((0.66 + 2.2 + 1.98) / 1e3, 12)],
    ['sonnet', 1, null],
  ]);
  expect(provenance).toMatchObject({ unpriced_responses: 1, unpriced_models: ['sonnet'] });
  expect(price_source).toMatchObject({ 'claude-sonnet-4-6': 'own', 'GLM-5': expect.stringMatching(LIST) });
  expect(price_provider).toEqual({
    ...{ 'deepseek-v4-pro': 'deepseek', 'GLM-5': 'zhipuai', 'kimi-k2-thinking': 'moonshotai' },
  });
});

it('the list is loaded only where a model of another vendor was seen', () => {
  const isLoaded = (folder: string) => {
    const { status, stderr } = tj(['quickstart', '--root', folder], home, { ...NOW, NODE_DEBUG: 'esm,module' });
    expect({ status, told: stderr.includes('dist/cli') }).toEqual({ status: 0, told: true });
    return stderr.includes('genai-prices');
  };
  expect([root, busySession()].map(isLoaded)).toEqual([true, false]);
});
