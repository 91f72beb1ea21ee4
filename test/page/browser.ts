import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The chromium of this machine; null where there is none. `TJ_CHROMIUM` names another. */
export const CHROMIUM = found();

/** What a test of the page is called where it cannot run. */
export const SKIPPED = CHROMIUM === null ? ' (not run: no chromium here, apt-get install chromium)' : '';

function found(): string | null {
  const given = process.env.TJ_CHROMIUM;
  if (given) return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((each) => join(each, name)),
  );
  return paths.find((path) => existsSync(path)) ?? null;
}

/** What is waited for comes at once, or on a busy machine a little later. */
const PATIENCE_MS = 30_000;

/** A browser without a sandbox: as root, chromium starts with no other. */
export function startBrowser(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error('no chromium here');
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** A page, and what it did besides showing itself: messages, errors, violations of its policy, requests, dialogs. */
export interface Opened {
  readonly page: Page;
  readonly heard: string[];
}

/** Opens a file as its user does. */
export async function openFile(
  browser: Browser,
  path: string,
  hash = '',
  how: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', ...how });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('console', (message) => heard.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== `file://${path}`) heard.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${path}${hash}`);
  await drawn(page);
  return { page, heard };
}

/** Once what is drawn in the next frame is there. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))');
}
