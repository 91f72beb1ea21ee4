/** Another name of a model, and what was taken off to get there. */
export interface ClaudeName {
  readonly text: string;
  readonly fast: boolean;
  readonly batch: boolean;
}

/**
 * The names that people's tools give a Claude model (counting.md section 2), fuller ones first: with the cloud's name
 * in front, the version glued to the family or before it, the way it was called at the end, a date. Null for what is
 * not written as one. Version and family are only moved: what is looked up still names both.
 */
export function claudeNames(folded: string): readonly ClaudeName[] | null {
  let text = folded.replace(CLOUD_NAME, '').replace(GLUED, '$1-');
  if (!text.startsWith('claude-')) return null;
  let [fast, batch] = [false, false];
  const names: ClaudeName[] = [];
  for (;;) {
    for (const each of [text, swapped(text)]) if (each !== null) names.push({ text: each, fast, batch });
    const ending = ENDING.exec(text)?.[1];
    if (ending === undefined) return names;
    fast ||= ending === 'fast';
    batch ||= ending === 'batch';
    text = text.replace(ENDING, '');
  }
}

/** `claude-4-6-sonnet` for `claude-sonnet-4-6`, and the other way round. */
function swapped(text: string): string | null {
  const first = VERSION_FIRST.exec(text);
  if (first !== null) return `claude-${first[2]}-${first[1]}${first[3]}`;
  const last = FAMILY_FIRST.exec(text);
  return last === null ? null : `claude-${last[2]}-${last[1]}${last[3]}`;
}

const FAMILY = '(opus|sonnet|haiku|fable|mythos)';
const NUMBER = '(\\d{1,2}(?:-\\d{1,2})?)';
const CLOUD_NAME = /^(?:databricks|anthropic)--?(?=claude-)/;
/** `claude-opus4-8`. */
const GLUED = new RegExp(`^(claude-${FAMILY})(?=\\d)`);
const VERSION_FIRST = new RegExp(`^claude-${NUMBER}-${FAMILY}(?=-|$)(.*)$`);
const FAMILY_FIRST = new RegExp(`^claude-${FAMILY}-${NUMBER}(?=-|$)(.*)$`);
const ENDING = /-(latest|default|thinking|think|fast|batch|\d{8})$/;
