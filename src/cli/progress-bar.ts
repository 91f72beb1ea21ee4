import type { IngestProgress } from '../ingest/ingest.ts';
import { bar } from '../render/bar.ts';
import { percent } from '../render/format-number.ts';
import { printControl, printError } from './output.ts';
import type { RunContext } from './run-context.ts';

const BAR_COLUMNS = 24;
const MB = 1e6;

/** Work below this many bytes is done before a bar could be read. */
const WORTH_SHOWING_BYTES = 4 * MB;
const WORTH_CHECKING_BYTES = 20 * MB;

/** A progress bar on standard error, on a terminal only; `clear` takes it away again. */
export interface ProgressBar {
  readonly show: (progress: IngestProgress) => void;
  /** The same of sessions that are built of what is known. */
  readonly showSessions: (doing: string, done: number, toDo: number) => void;
  readonly clear: () => void;
}

/** The same for a store of `bytes` that is looked through; `show`: how much of that is done, from 0 to 1. */
export interface CheckingBar {
  readonly show: (share: number) => void;
  readonly clear: () => void;
}

/** The bar of this run. */
export function progressBar(context: RunContext): ProgressBar {
  const line = errorLine(context);
  return {
    show: ({ bytesDone, bytesToDo, sessionsDone, sessionsToDo }) => {
      if (bytesToDo < WORTH_SHOWING_BYTES) return;
      line.show('reading', bytesDone / bytesToDo, `  ${sessionsDone}/${sessionsToDo} sessions`);
    },
    showSessions: (doing, done, toDo) => line.show(doing, done / toDo, `  ${done}/${toDo} sessions`),
    clear: line.clear,
  };
}

/** The bar of a look through a store. */
export function checkingBar(context: RunContext, bytes: number): CheckingBar {
  const line = errorLine(context);
  return {
    show: (share) => {
      if (bytes >= WORTH_CHECKING_BYTES) line.show('checking the store', share, '');
    },
    clear: line.clear,
  };
}

function errorLine(context: RunContext) {
  let shown = false;
  return {
    show: (doing: string, share: number, more: string) => {
      if (!context.notes) return;
      const text = `${doing} ${bar(share, BAR_COLUMNS, context.unicode)} ${percent(share)}${more}`;
      printControl('stderr', '\r\u001b[2K');
      printError(text.slice(0, context.width - 1));
      shown = true;
    },
    clear: () => {
      if (shown) printControl('stderr', '\r\u001b[2K');
      shown = false;
    },
  };
}
