import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dollarsOf, percent, roundPercent, shortCount } from '../../src/render/format-number.ts';
import { BUSY_ID } from '../cli/busy-session.ts';
import { keepHistory, quotaHistory } from '../cli/quota-history.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { removeRoots } from '../corpus.ts';
import { CHROMIUM, drawn, openFile, SKIPPED, startBrowser } from './browser.ts';
import { HOSTILE_ID, reportRoots } from './report-history.ts';

const VIEWS = ['overview', 'levers', 'context', 'sessions', 'agents', 'audit', 'quota'];
const THEMES = ['light', 'dark'] as const;

let home: string;
let roots: string[];
let browser: Browser;
let file: string;

/** Any document: what is read of it is looked at by the tests. */
// biome-ignore lint/suspicious/noExplicitAny: the documents of eight commands
type Json = any;

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return tj([...args, '--db', join(home, 'tj.db'), ...roots.flatMap((root) => ['--root', root])], home, env);
}

const documents = new Map<string, Json>();

/** The document of a command over all of the history, asked for once. */
function json(...args: string[]): Json {
  const key = args.join(' ');
  if (!documents.has(key)) documents.set(key, jsonOf(args));
  return documents.get(key);
}

function jsonOf(args: readonly string[]): Json {
  const { stdout, stderr } = run([...args, '--since', 'all', '--json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

function report(...args: string[]): string {
  const path = join(newHome(), 'report.html');
  expect(run(['report', '--since', 'all', '-o', path, ...args]).status).toBe(0);
  return path;
}

beforeAll(async () => {
  if (CHROMIUM === null) return;
  home = newHome();
  roots = reportRoots();
  file = report();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  removeHomes();
  removeRoots();
});

const open = (hash = '', how = {}) => openFile(browser, file, hash, how);
const textsOf = (page: Page, selector: string) => page.locator(selector).allInnerTexts();
const cellsOf = async (page: Page, rows: string) => {
  const lines = await textsOf(page, rows);
  return lines.map((line) =>
    line
      .split(/[\t\n]+/)
      .map((cell) => cell.trim())
      .filter(Boolean),
  );
};

describe.skipIf(CHROMIUM === null)(`the page in a browser${SKIPPED}`, { timeout: 240_000 }, () => {
  describe.each(THEMES)('in the %s theme', (colorScheme) => {
    it('has every view, says nothing to the console, breaks no policy and asks nobody for anything', async () => {
      const { page, heard } = await open('', { colorScheme });
      for (const view of VIEWS)
        expect({ view, text: (await page.locator(`#${view}`).innerText()).length }).toMatchObject({
          text: expect.toSatisfy((length: number) => length > 40),
        });
      for (const id of [BUSY_ID, HOSTILE_ID]) {
        await page.goto(`file://${file}#session/${id}`);
        await drawn(page);
        await page.getByRole('button', { name: 'open all' }).click();
        await page.locator('#one details').evaluateAll((all) => {
          for (const each of all) each.setAttribute('open', '');
        });
      }
      expect(heard).toEqual([]);
    });

    it('has nothing that axe calls serious, in the overview, in a range, and in a session', async () => {
      const { page } = await open('', { colorScheme });
      await expectAccessible(page);
      await page.getByLabel('from', { exact: true }).selectOption({ index: 1 });
      await page.locator('main details').evaluateAll((all) => {
        for (const each of all) each.setAttribute('open', '');
      });
      await expectAccessible(page);
      await page.goto(`file://${file}#session/${BUSY_ID}`);
      await page.getByRole('button', { name: 'open all' }).click();
      await expectAccessible(page);
    });
  });

  it('draws its bars, areas and marks, and none in the colour of the ground', async () => {
    const { page } = await open();
    expect(await coloursOf(page, '#overview ~ section canvas')).toBeGreaterThan(5);
    expect(await page.locator('.leaf').count()).toBeGreaterThan(5);
    await page.goto(`file://${file}#session/${BUSY_ID}`);
    await drawn(page);
    expect(await coloursOf(page, '#one canvas')).toBeGreaterThan(3);
    expect(await textsOf(page, '.flame-bar.agent')).toHaveLength(json('session', BUSY_ID).agents.length);
  });

  describe('figures', () => {
    it('of the whole are those of tj usage and tj context', async () => {
      const { page } = await open();
      const { totals } = json('usage');
      expect(await textsOf(page, '#overview .figure dd')).toEqual([
        dollarsOf(totals.cost_usd),
        shortCount(totals.total_tokens),
        String(totals.sessions),
        String(totals.responses),
      ]);
      const { quota_composition } = json('context');
      const rows = await cellsOf(page, '#overview .composition tbody tr');
      const expected = Object.values<Json>(quota_composition)
        .filter(({ tokens }) => tokens > 0)
        .map((part) =>
          [roundPercent(part.share_list_price), roundPercent(part.share_tokens), shortCount(part.tokens)].join(' '),
        );
      expect(rows.map((cells) => cells.slice(-3).join(' ')).sort()).toEqual(expected.sort());
    });

    it.each([
      ['project', 0],
      ['model', 1],
    ])('by %s are those of tj usage', async (by, place) => {
      const { page } = await open();
      const { rows, totals } = json('usage', '--by', by);
      const shown = await cellsOf(page, `.two > section:nth-child(${place + 1}) .ranking tbody tr`);
      const expected = rows
        .slice(0, 7)
        .map((row: Json) =>
          [
            roundPercent(row.cost_usd / totals.cost_usd),
            roundPercent(row.total_tokens / totals.total_tokens),
            dollarsOf(row.cost_usd ?? 0),
          ].join(' '),
        );
      expect(shown.map((cells) => cells.slice(-3).join(' '))).toEqual(expected);
    });

    it('of a range are those of the same days in tj usage, by its lists as by dragging', async () => {
      const { page } = await open();
      const [from, to] = ['2026-03-04', '2026-03-14'];
      const { totals } = JSON.parse(run(['usage', '--since', from, '--until', to, '--json']).stdout);
      const expected = [
        dollarsOf(totals.cost_usd),
        shortCount(totals.total_tokens),
        String(totals.sessions),
        String(totals.responses),
      ];
      const options = await page.getByLabel('from', { exact: true }).locator('option').allInnerTexts();
      const place = (day: string) => options.indexOf(nameOf(day));
      await page.getByLabel('from', { exact: true }).selectOption({ index: place(from) });
      await page.getByLabel('to', { exact: true }).selectOption({ index: place(to) });
      expect(await textsOf(page, '#overview .figure dd')).toEqual(expected);
      await page.getByRole('button', { name: 'look at all again' }).click();
      const box = await page.locator('#overview ~ section .u-over').boundingBox();
      if (box === null) throw new Error('the chart is there');
      const x = (index: number) => box.x + (box.width * (index + 0.5)) / options.length;
      await page.mouse.move(x(place(from)), box.y + 40);
      await page.mouse.down();
      await page.mouse.move(x(place(to)), box.y + 60, { steps: 5 });
      await page.mouse.up();
      expect(await textsOf(page, '#overview .figure dd')).toEqual(expected);
      expect(await page.locator('.range code').innerText()).toContain(`--since ${from} --until ${to}`);
    });

    it('of sessions, agents and candidates are those of their commands', async () => {
      const { page } = await open();
      const { sessions } = json('sessions');
      const heaviest = [...sessions].sort((a: Json, b: Json) => (b.cost_usd ?? 0) - (a.cost_usd ?? 0)).slice(0, 5);
      const rows = await cellsOf(page, '#sessions tbody tr');
      expect(rows.slice(0, 5).map((cells) => cells.slice(-2))).toEqual(
        heaviest.map((each: Json) => [shortCount(each.total_tokens), dollarsOf(each.cost_usd)]),
      );
      const agents = json('agents');
      const types = await cellsOf(page, '#agents .sorts >> nth=0 >> tbody tr');
      expect(types.map(([type]) => type).sort()).toEqual(
        agents.types.map((each: Json) => each.agent_type ?? 'unknown').sort(),
      );
      const audit = json('quota-audit');
      expect(await page.locator('#audit').innerText()).toContain(
        `${audit.turns.sonnet_shaped} of ${audit.turns.judged} judged turns look Sonnet-shaped: ${roundPercent(audit.reclaimable_share.list_price)}`,
      );
      expect(await page.locator('#audit').innerText()).toContain(audit.caveat);
    });

    it('of levers and of what filled the prompts are those of tj advise and tj context', async () => {
      const { page } = await open();
      await page.getByRole('button', { name: /^show all/ }).click();
      const { levers } = json('advise');
      const shown = await textsOf(page, '.lever');
      expect(shown).toHaveLength(levers.length);
      for (const [i, lever] of levers.entries()) {
        expect(shown[i]).toContain(lever.title);
        expect(shown[i]).toContain(`${percent(lever.cost.share_list_price)} of cost`);
      }
      const { ledger } = json('context');
      const first = [...ledger.items].sort((a: Json, b: Json) => b.share_list_price - a.share_list_price)[0];
      const [row] = await cellsOf(page, '#context .sorts tbody tr');
      expect(row?.slice(2, 5)).toEqual([
        shortCount(first.tokens),
        String(first.responses),
        percent(first.share_list_price),
      ]);
    });

    it('of a session are those of tj session', async () => {
      const { page } = await open(`#session/${BUSY_ID}`);
      const { session, map } = json('session', BUSY_ID, '--map');
      expect(await textsOf(page, '#one .figure dd')).toEqual([
        dollarsOf(session.cost_usd),
        shortCount(session.total_tokens),
        String(session.prompts),
        String(session.responses),
        String(session.tool_calls),
      ]);
      expect(await textsOf(page, '.turn > summary > .strong')).toEqual(
        map.map((row: Json) => roundPercent(row.share_list_price)),
      );
      expect(await page.locator('#one').innerText()).toContain(`claude --resume ${BUSY_ID}`);
    });
  });

  it('marks compactions, and shows errors, retries and agents within agents where they happened', async () => {
    const { page } = await open(`#session/${BUSY_ID}`);
    expect(await page.locator('.card-head').first().innerText()).toMatch(/1 compaction/);
    const turn = page.locator('.turn', { hasText: 'Make the tests pass' });
    await turn.locator('summary').first().click();
    expect(await turn.locator('.call.error').first().innerText()).toMatch(/Exit code 1/);
    expect(await turn.locator('.mark', { hasText: /^retry$/ }).count()).toBe(1);
    expect(await turn.innerText()).not.toContain('abcdefghijklmnopqrstuvwxyz');
    await turn.locator('.agent > summary').first().click();
    await turn.locator('.agent .agent > summary').first().click();
    // What a fold holds is drawn once it is open.
    await turn.locator('.agent .agent .steps').first().waitFor();
    expect(await turn.locator('.agent .agent .steps').count()).toBe(1);
  });

  it('sorts and filters sessions, and opens one by a click', async () => {
    const { page } = await open();
    await page.locator('#sessions').getByRole('button', { name: 'tokens' }).click();
    expect(await page.locator('#sessions th[aria-sort="descending"]').innerText()).toContain('tokens');
    await page.getByLabel('filter sessions').fill('make the tests');
    expect(await page.locator('#sessions tbody tr').count()).toBe(1);
    await page.locator('#sessions tbody a').click();
    await drawn(page);
    expect(await page.locator('#one h1').innerText()).toBe('Make the tests pass');
    await page.getByRole('link', { name: 'all sessions' }).click();
    expect(await page.locator('#sessions').isVisible()).toBe(true);
  });

  it('has no figure of a whole session in a range of days', async () => {
    const { page } = await open();
    const heads = () => page.locator('#sessions thead th:visible').allInnerTexts();
    expect((await heads()).join(' ')).toMatch(/active prompts responses errors agents/);
    await page.getByLabel('from', { exact: true }).selectOption({ index: 1 });
    await drawn(page);
    await expect.poll(async () => (await heads()).join(' ')).toBe('session project last active responses tokens cost');
    expect(await page.locator('#sessions tbody tr').first().locator('td').count()).toBe(6);
  });

  it('has the year in its days where two of them would have one name', async () => {
    const path = report();
    const page = readFileSync(path, 'utf8');
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
    const year = Array.from({ length: 400 }, (_, day) =>
      new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10),
    );
    data.usage.buckets = [...new Set([...year, ...data.usage.buckets])].sort();
    const text = JSON.stringify(data).replaceAll('<', '\\u003c');
    writeFileSync(
      path,
      page.replace(/(id="data">).*?(<\/script>)/s, (_, before, after) => before + text + after),
    );
    const { page: shown } = await openFile(browser, path);
    const days = await shown.getByLabel('from', { exact: true }).locator('option').allInnerTexts();
    expect(new Set(days).size).toBe(days.length);
    expect(days[0]).toBe('2025-01-01');
    expect(await shown.locator('#sessions tbody td:nth-child(3)').first().innerText()).toMatch(/^\d{4}-\d\d-\d\d /);
  });

  it('is reached everywhere by the keyboard', async () => {
    const { page } = await open();
    const reachable = await page.evaluate(FOCUSABLE);
    const reached = new Set<string>();
    for (let i = 0; i < (reachable as string[]).length + 20; i++) {
      await page.keyboard.press('Tab');
      reached.add((await page.evaluate('document.activeElement?.dataset.tab ?? ""')) as string);
    }
    expect((reachable as string[]).filter((id) => !reached.has(id))).toEqual([]);
    await page.locator('#sessions tbody a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.turn > summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.turn[open]').count()).toBe(1);
  });

  it.each(['', `#session/${HOSTILE_ID}`])('fits a phone without being moved sideways: %s', async (hash) => {
    const { page } = await open(hash, { viewport: { width: 390, height: 844 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it.each([1280, 900, 390])('has every column of its tables in sight at %s pixels', async (width) => {
    const { page } = await open('', { viewport: { width, height: 844 } });
    const cut = await page.locator('.scroll').evaluateAll((all) =>
      all.flatMap((each) => {
        const { scrollWidth, clientWidth } = each as unknown as { scrollWidth: number; clientWidth: number };
        return scrollWidth > clientWidth ? [each.getAttribute('aria-label')] : [];
      }),
    );
    expect(cut).toEqual([]);
  });

  it('is printed without what only a screen has, dark on light', async () => {
    const { page } = await open('', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await drawn(page);
    for (const selector of ['.top', '.choice', '#sessions input'])
      expect({ selector, isVisible: await page.locator(selector).first().isVisible() }).toEqual({
        selector,
        isVisible: false,
      });
    expect(
      await page
        .locator('h1')
        .first()
        .evaluate((each) =>
          (each as unknown as { computedStyleMap: () => Map<string, object> })
            .computedStyleMap()
            .get('color')
            ?.toString(),
        ),
    ).toBe('rgb(20, 23, 28)');
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  it('takes hostile names for text', async () => {
    const { page, heard } = await open(`#session/${HOSTILE_ID}`);
    await page
      .getByRole('button', { name: /open all|fold all/ })
      .or(page.locator('.turn > summary'))
      .first()
      .click();
    expect(await page.locator('#one h1').innerText()).toContain('</script><script>alert(1)</script><!--');
    await page.goto(`file://${file}#sessions`);
    await page.reload();
    await drawn(page);
    expect(await page.locator('img, #page script, u').count()).toBe(0);
    expect(await page.content()).not.toMatch(/\u202e/);
    expect(heard).toEqual([]);
  });

  it('says in words why a view has nothing', async () => {
    const { page } = await open();
    expect(await page.locator('#quota').innerText()).toContain('Claude Code reports them to its status line only');
  });

  it('is of one session where one is asked for', async () => {
    const path = report('--session', BUSY_ID);
    const { page, heard } = await openFile(browser, path);
    expect(await page.locator('#one h1').innerText()).toBe('Make the tests pass');
    expect(heard).toEqual([]);
  });

  it('has shares instead of dollars on a subscription, and works without names', async () => {
    const { page, heard } = await openFile(browser, report('--plan', 'max', '--no-names'));
    expect(await page.locator('main').first().innerText()).not.toContain('$');
    await page.locator('#sessions tbody a').first().click();
    expect(heard).toEqual([]);
  });

  it('shows reported percentages of a quota against time', async () => {
    const own = newHome();
    const root = quotaHistory();
    tj(['index', '--root', root], own);
    keepHistory(own);
    const path = join(own, 'report.html');
    tj(['report', '--since', 'all', '--root', root, '-o', path], own);
    const { page, heard } = await openFile(browser, path);
    expect(await page.locator('#quota [role="img"]').getAttribute('aria-label')).toMatch(
      /5-hour and 7-day quota, \d+ samples/,
    );
    expect(heard).toEqual([]);
  });
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function nameOf(day: string): string {
  const [, month, date] = day.split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1]} ${date}`;
}

/** Gives every visible thing that takes the focus a number, and returns these. */
const FOCUSABLE = `[...document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]')]
  .filter((each) => each.checkVisibility({ contentVisibilityAuto: true }) && !each.disabled)
  .map((each, i) => (each.dataset.tab = String(i)))`;

/** How many different colours a canvas shows. */
async function coloursOf(page: Page, selector: string): Promise<number> {
  return await page
    .locator(selector)
    .first()
    .evaluate((canvas) => {
      const { width, height } = canvas as unknown as { width: number; height: number };
      const context = (
        canvas as unknown as {
          getContext: (kind: '2d') => { getImageData: (...box: number[]) => { data: Uint8ClampedArray } };
        }
      ).getContext('2d');
      const { data } = context.getImageData(0, 0, width, height);
      const colours = new Map<number, number>();
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] !== 255) continue;
        const colour = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
        colours.set(colour, (colours.get(colour) ?? 0) + 1);
      }
      return [...colours.values()].filter((pixels) => pixels > 20).length;
    });
}

async function expectAccessible(page: Page): Promise<void> {
  await drawn(page);
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as Json;
  const serious = violations.filter(({ impact }: Json) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }: Json) => [
      id,
      nodes.slice(0, 3).map(({ html, failureSummary }: Json) => `${html.slice(0, 160)} ${failureSummary}`),
    ]),
  ).toEqual([]);
}
