import type { IngestProgress } from '../ingest/ingest.ts';
import { bar } from '../render/bar.ts';
import { percent } from '../render/format-number.ts';
import { printError } from './output.ts';
import type { RunContext } from './run-context.ts';

const BAR_COLUMNS = 24;
const MB = 1e6;

/** Work below this many bytes is done before a bar could be read. */
const WORTH_SHOWING_BYTES = 4 * MB;

/** A progress bar on standard error, on a terminal only; `clear` takes it away again. */
export interface ProgressBar {
  readonly show: (progress: IngestProgress) => void;
  readonly clear: () => void;
}

/** The bar of this run. */
export function progressBar(context: RunContext): ProgressBar {
  let shown = false;
  return {
    show: ({ bytesDone, bytesToDo, sessionsDone, sessionsToDo }) => {
      if (!context.notes || bytesToDo < WORTH_SHOWING_BYTES) return;
      const share = bytesToDo === 0 ? 1 : bytesDone / bytesToDo;
      const text = `reading ${bar(share, BAR_COLUMNS, context.unicode)} ${percent(share)}  ${sessionsDone}/${sessionsToDo} sessions`;
      printError(`\r\u001b[2K${text.slice(0, context.width - 1)}`);
      shown = true;
    },
    clear: () => {
      if (shown) printError('\r\u001b[2K');
    },
  };
}
