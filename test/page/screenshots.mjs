// node test/page/screenshots.mjs [FOLDER]: the pictures of the page in the README (docs/report-*.png), of a made-up month,
// in the font of assets/. With a folder: every view, at 1280 and 390 pixels, light and dark, to look at.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { END, makeMonth } from './made-up-month.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'tj-page-'));
const file = join(home, 'report.html');
makeMonth(join(home, '.claude'), { sessions: 64 });
const fonts = join(home, 'fonts.conf');
writeFileSync(
  fonts,
  `<fontconfig><dir>${project}/assets/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/fonts</cachedir></fontconfig>`,
);
const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC', LANG: 'C.UTF-8', TJ_NOW: new Date(END).toISOString() };
const { stderr } = spawnSync(process.execPath, [join(project, 'bin/tj.js'), 'report', '-o', file], {
  env,
  encoding: 'utf8',
});
if (!existsSync(file)) throw new Error(stderr);

const found = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const browser = await chromium.launch({
  executablePath: process.env.TJ_CHROMIUM ?? found,
  args: ['--no-sandbox'],
  env: { ...process.env, FONTCONFIG_FILE: fonts },
});
try {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) await forReadme();
  else await everyView(folder);
} finally {
  await browser.close();
  rmSync(home, { recursive: true });
}

async function forReadme() {
  const page = await opened('', { viewport: { width: 1160, height: 780 }, colorScheme: 'light' });
  await page.screenshot({ path: join(project, 'docs/report-overview.png') });
  const session = await opened(`#session/${await mostMarked(page)}`, {
    viewport: { width: 1160, height: 900 },
    colorScheme: 'dark',
  });
  await session.screenshot({ path: join(project, 'docs/report-session.png') });
}

async function everyView(folder) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      const how = { viewport: { width, height: 900 }, colorScheme };
      const page = await opened('', how);
      await page.screenshot({ path: join(folder, `whole-${colorScheme}-${width}.png`), fullPage: true });
      const session = await opened(`#session/${await mostMarked(page)}`, how);
      await session.locator('.turn > summary').first().click();
      await session.screenshot({ path: join(folder, `session-${colorScheme}-${width}.png`), fullPage: true });
    }
  }
}

async function opened(hash, how) {
  const page = await (await browser.newContext(how)).newPage();
  await page.goto(`file://${file}${hash}`);
  await page.waitForTimeout(500);
  return page;
}

/** The session in which most happened, with agents among it. */
function mostMarked(page) {
  return page.evaluate(() => {
    const { details } = JSON.parse(document.getElementById('data').textContent);
    const marks = ({ agents, events, context }) =>
      Math.min(agents.rows, 4) * 3 + events.length * 6 + Math.min(context.rows, 120) / 10;
    return Object.entries(details).sort(([, a], [, b]) => marks(b) - marks(a))[0][0];
  });
}
