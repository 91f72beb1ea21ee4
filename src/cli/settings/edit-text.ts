import type { SettingsChange } from '../../render/settings-change.ts';

/** Changes a text that holds an object of JSON. */
export type Edit = (text: string) => SettingsChange;

const MARK = '\ufeff';

/** Edits what a settings file holds; a byte order mark stays where it is. */
export function editText(text: string, edit: Edit): SettingsChange {
  const edited = edit(jsonIn(text));
  return { ...edited, text: (text.startsWith(MARK) ? MARK : '') + edited.text };
}

/** The JSON of a settings file: without its byte order mark; an empty object where there is nothing. */
export function jsonIn(text: string): string {
  const json = text.startsWith(MARK) ? text.slice(MARK.length) : text;
  return json.trim() === '' ? '{}\n' : json;
}
