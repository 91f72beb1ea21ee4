import { PERSON_PROMPTS } from '../model/records.ts';

/** Kinds of turns that a person opened, as a list in SQL. */
export const PERSONS = PERSON_PROMPTS.map((kind) => `'${kind}'`).join(', ');
