import { UserError } from '../../model/errors.ts';
import { DAY_MS, isoOf, SECOND_MS } from '../../model/time.ts';
import { jsonText } from '../../render/json-text.ts';
import { showsDollars } from '../../render/money-policy.ts';
import { type LiveShown, liveFrame, newsLines } from '../../render/watch/live-frame.ts';
import { liveJson } from '../../render/watch/live-json.ts';
import type { StatusOptions } from '../commands/status.ts';
import { lookOf } from '../look.ts';
import { printWhileRead } from '../output.ts';
import { calendarFor, contextFor, type RunContext } from '../run-context.ts';
import { parseBudget, planOf } from '../shared-options.ts';
import { type LiveNews, liveFeed } from './live-feed.ts';
import { LiveScreen } from './live-screen.ts';

const EVERY_MS = 5 * SECOND_MS;

/** The windows of `tj status`, by what they are called on the screen. */
const WINDOWS: Readonly<Record<string, { readonly days: number; readonly words: string }>> = {
  '24h': { days: 1, words: '24 h' },
  '7d': { days: 7, words: '7 days' },
};

export interface WatchOptions extends StatusOptions {
  readonly color: boolean;
}

/**
 * `tj status --watch`: what goes on, anew every 5 seconds: on a terminal as a screen until q, into a pipe as a line for all
 * that is new, with `--json` as one document a line where anything is. Returns when the reader has enough.
 */
export async function watchStatus(options: WatchOptions, run: RunContext): Promise<void> {
  if (parseBudget(options.budget) === 0)
    throw new UserError('usage', '--watch and --budget 0: it shows what it reads, leave --budget out', 2);
  const window = WINDOWS[options.window] ?? { days: 1, words: '24 h' };
  const feed = await liveFeed(options, window.days * DAY_MS, run);
  const isScreen = process.stdout.isTTY === true && run.env.TERM !== 'dumb' && !options.json;
  try {
    if (isScreen) await onScreen(feed.look, window.words, options);
    else await asLines(feed.look, window.words, options);
  } finally {
    feed.close();
  }
}

type Looker = (run: RunContext) => Promise<LiveNews>;

async function onScreen(look: Looker, window: string, options: WatchOptions): Promise<void> {
  let news = await look(contextFor(options));
  const screen = new LiveScreen();
  screen.open();
  try {
    for (let dueAt = performance.now() + EVERY_MS; ; ) {
      const run = contextFor(options);
      const shown = { ...(await shownOf(news, window, options, run)), isPartial: news.isPartial };
      screen.draw(liveFrame({ ...news.view, at: run.now }, shown, process.stdout.rows ?? 24));
      const end = await screen.pause(Math.max(0, dueAt - performance.now()));
      if (end === 'quit') return;
      if (end === 'redraw') continue;
      news = await look(contextFor(options));
      dueAt = Math.max(dueAt + EVERY_MS, performance.now());
    }
  } finally {
    screen.close();
  }
}

async function asLines(look: Looker, window: string, options: WatchOptions): Promise<void> {
  let before: LiveNews | null = null;
  let document = '';
  for (;;) {
    const run = contextFor(options);
    const news = await look(run);
    let text = '';
    if (options.json) {
      const next = jsonText(liveJson(news.view, news.quota, news.isPartial), 0);
      if (next !== document) text = `{"schema":1,"at":"${isoOf(news.view.at)}",${next.slice(1)}\n`;
      document = next;
    } else {
      const shown = await shownOf(news, window, options, run);
      text = newsLines(news.view, before?.view ?? null, shown, before?.quota ?? null)
        .map((line) => `${line}\n`)
        .join('');
    }
    if (text !== '' && !printWhileRead(text)) return;
    before = news;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

async function shownOf(
  { quota }: LiveNews,
  window: string,
  options: WatchOptions,
  run: RunContext,
): Promise<Omit<LiveShown, 'isPartial'>> {
  return {
    quota,
    window,
    calendar: calendarFor(options.utc ?? false, run),
    look: await lookOf(run),
    withDollars: showsDollars(planOf(options, run), options.dollars ?? false),
  };
}
