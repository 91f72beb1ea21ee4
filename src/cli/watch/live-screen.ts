import { shownText } from '../../model/escaped.ts';
import { printControl } from '../output.ts';

/** What ended a pause: it is time, the window has another size or came back to the front, or the person has enough. */
export type PauseEnd = 'time' | 'redraw' | 'quit';

/** The alternate screen without a cursor, and back. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';

/** Terminals that know it show everything between these at once. */
const [BEGIN, END] = ['\u001b[?2026h', '\u001b[?2026l'];

const KEYS: Readonly<Record<string, 'quit' | 'suspend'>> = {
  ...{ q: 'quit', Q: 'quit', '\u001b': 'quit', '\u0003': 'quit', '\u0004': 'quit', '\u001a': 'suspend' },
};

/** Signals that end a program, after which the terminal must be as it was. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * A terminal that is drawn on again and again, frame by frame, until q, Esc or Ctrl-C. It is left as it was found: at the
 * end, at a signal that ends the program, when the program fails, and while it is suspended with Ctrl-Z.
 */
export class LiveScreen {
  #isOpen = false;
  #drawn = '';
  #wake: (end: PauseEnd) => void = () => {};
  /** What happened while nothing paused. */
  #missed: PauseEnd | null = null;

  open(): void {
    process.stdin.on('data', this.#onKey);
    process.stdout.on('resize', this.#onResize);
    process.on('SIGCONT', this.#onContinue);
    process.on('SIGTSTP', this.#suspend);
    process.on('exit', this.#leave);
    process.on('uncaughtExceptionMonitor', this.#leave);
    for (const signal of ENDING) process.on(signal, this.#onEnding);
    this.#enter();
  }

  close(): void {
    this.#leave();
    process.stdin.off('data', this.#onKey);
    process.stdin.pause();
    process.stdout.off('resize', this.#onResize);
    process.off('SIGCONT', this.#onContinue);
    process.off('SIGTSTP', this.#suspend);
    process.off('exit', this.#leave);
    process.off('uncaughtExceptionMonitor', this.#leave);
    for (const signal of ENDING) process.off(signal, this.#onEnding);
  }

  /** Lines that are there, each at once over the one before; in one write, and none where nothing is new. */
  draw(lines: readonly string[]): void {
    // Cleared before it is written: behind a line that fills its row, clearing would take the last column.
    const frame = `\u001b[H${lines.map((line) => `\u001b[K${shownText(line, true)}`).join('\r\n')}\u001b[J`;
    if (!this.#isOpen || frame === this.#drawn) return;
    printControl('stdout', BEGIN + frame + END);
    this.#drawn = frame;
  }

  /** Waits so many milliseconds, or until something has to be done before. */
  async pause(ms: number): Promise<PauseEnd> {
    if (this.#missed !== null) return this.#taken(this.#missed);
    let timer: NodeJS.Timeout | undefined;
    const end = await new Promise<PauseEnd>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(() => resolve('time'), ms);
    });
    clearTimeout(timer);
    this.#wake = this.#miss;
    return this.#taken(end);
  }

  #taken(end: PauseEnd): PauseEnd {
    this.#missed = null;
    return end;
  }

  #miss = (end: PauseEnd): void => {
    if (this.#missed !== 'quit') this.#missed = end;
  };

  #enter(): void {
    if (process.stdin.isTTY) process.stdin.setRawMode(true);
    printControl('stdout', ENTER);
    this.#isOpen = true;
    this.#drawn = '';
  }

  #leave = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    printControl('stdout', LEAVE);
  };

  #onKey = (bytes: Buffer): void => {
    const key = KEYS[bytes.toString('latin1')];
    if (key === 'quit') this.#wake('quit');
    else if (key === 'suspend') this.#suspend();
  };

  #onResize = (): void => {
    // What a narrower window has wrapped is not where it was.
    printControl('stdout', '\u001b[2J');
    this.#drawn = '';
    this.#wake('redraw');
  };

  /** Leaves the terminal to the shell; all that was started with this program stops with it, as at Ctrl-Z. */
  #suspend = (): void => {
    this.#leave();
    process.off('SIGTSTP', this.#suspend);
    process.kill(0, 'SIGTSTP');
  };

  #onContinue = (): void => {
    process.off('SIGTSTP', this.#suspend);
    process.on('SIGTSTP', this.#suspend);
    if (!this.#isOpen) this.#enter();
    this.#wake('redraw');
  };

  /** Whoever started it is to see what ended it. */
  #onEnding = (signal: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, signal);
  };
}
