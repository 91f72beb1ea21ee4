import { counted } from '../model/counted.ts';
import type { Vanished } from '../model/gone-records.ts';
import { labelOf } from '../model/label.ts';

const PATH_CHARS = 200;

/** Transcripts told one by one. */
const SHOWN = 5;

/**
 * What is missing from transcripts since they were last read, and is kept; one entry a line. Paths are cut from the left
 * to so many characters.
 */
export function vanishedLines(vanished: readonly Vanished[], pathChars = PATH_CHARS): string[] {
  const more = vanished.length - SHOWN;
  return [
    ...vanished.slice(0, SHOWN).map((each) => vanishedText(each, pathChars)),
    ...(more > 0 ? [`and ${counted(more, 'more transcript')} like these`] : []),
  ];
}

function vanishedText({ path, why, responses, records }: Vanished, pathChars: number): string {
  const what = responses > 0 ? counted(responses, 'response') : counted(records, 'record');
  const [are, them] = (responses || records) === 1 ? ['is', 'it'] : ['are', 'them'];
  const name =
    path.length <= pathChars ? labelOf(path, pathChars) : `...${labelOf(path.slice(3 - pathChars), pathChars)}`;
  if (why === 'emptied') return `damaged: ${name} is empty; tj keeps the ${what} that it held`;
  if (why === 'zeroed') return `damaged: ${name} holds zeros in place of ${what}; tj keeps ${them}`;
  return `${what} of ${name} ${are} no longer in the transcript; tj keeps ${them}`;
}

/** The same for programs. */
export function vanishedJson(vanished: readonly Vanished[]): object[] {
  return vanished.map(({ path, sessionId, why, responses, records }) => ({
    ...{ path, session_id: sessionId, why, damaged: why === 'emptied' || why === 'zeroed', responses, records },
  }));
}

/** How `tj session` says that transcripts no longer hold all that is kept of a session. */
export const SOURCE_WORDS = {
  transcript: '',
  gone: 'its transcript is gone: this is what tj kept of it',
  'partly gone': 'a part of this is gone from its transcripts: tj kept it',
} as const;
