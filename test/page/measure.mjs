// node test/page/measure.mjs [SESSIONS]: how long tj report takes over an up-to-date store of a made-up month, beside
// tj usage; in chromium, when the page is first painted, and the longest task while it is brushed and scrolled.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { END, makeMonth } from './made-up-month.mjs';

const MOST = { written: 2000, painted: 1000, task: 100, bytes: 1_500_000 };
const RUNS = 3;

const tj = fileURLToPath(new URL('../../bin/tj.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'tj-page-'));
const file = join(home, 'report.html');
const env = { ...process.env, HOME: home, TJ_HOME: join(home, '.tj'), TZ: 'UTC', TJ_NOW: new Date(END).toISOString() };
try {
  const made = makeMonth(join(home, '.claude'), { sessions: Number(process.argv[2] ?? 400) });
  run(['index']);
  const { total, user } = median(['report', '-o', file, '--budget', '10m']);
  const usage = median(['usage', '--since', '30d']);
  const bytes = statSync(file).size;
  const { painted, task } = await inBrowser();
  console.log(
    `${made.responses} responses, ${made.files} files, Node ${process.versions.node}, ${cpus().length} cores`,
  );
  tell(
    'tj report, nothing changed',
    total,
    MOST.written,
    `ms (${user} ms of it on a core; tj usage: ${usage.total} ms)`,
  );
  tell('size of the page', bytes, MOST.bytes, 'bytes');
  tell('first paint', painted, MOST.painted, 'ms');
  tell('longest task while brushed and scrolled', task, MOST.task, 'ms');
} finally {
  rmSync(home, { recursive: true });
}

function run(args) {
  const before = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [tj, ...args], { env, cwd: home, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number((process.hrtime.bigint() - before) / 1_000_000n);
}

function median(args) {
  const times = Array.from({ length: RUNS }, () => run(args)).sort((a, b) => a - b);
  const timed = spawnSync('bash', ['-c', 'TIMEFORMAT=%U; time "$@" > /dev/null', '-', process.execPath, tj, ...args], {
    env,
    cwd: home,
    encoding: 'utf8',
  });
  return {
    total: times[Math.floor(RUNS / 2)],
    user: Math.round(Number(timed.stderr.trim().split('\n').at(-1)) * 1000),
  };
}

async function inBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.TJ_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await page.goto(`file://${file}`);
    await page.waitForTimeout(1000);
    const painted = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    await browser.startTracing(page, {
      categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
    });
    const box = await page.locator('#overview ~ section .u-over').first().boundingBox();
    for (let i = 0; i < 6; i++) {
      await page.mouse.move(box.x + 60 + i * 40, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 300 + i * 90, box.y + 80, { steps: 12 });
      await page.mouse.up();
      await page.waitForTimeout(100);
    }
    for (let i = 0; i < 40; i++) {
      await page.mouse.wheel(0, 250);
      await page.waitForTimeout(16);
    }
    await page.waitForTimeout(300);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8'));
    return { painted, task: longestTask(traceEvents) };
  } finally {
    await browser.close();
  }
}

/** In ms, of the thread that runs the page; time in which another program had the core does not count. */
function longestTask(events) {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid}/${tid}`));
  if (tasks.length < 50) throw new Error('the trace has the tasks of the page');
  return Math.max(...tasks.map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000));
}

function tell(what, is, most, unit) {
  const isFine = is <= most;
  if (!isFine) process.exitCode = 1;
  console.log(`${isFine ? 'ok  ' : 'OVER'} ${what}: ${Math.round(is)} ${unit}, at most ${most}`);
}
