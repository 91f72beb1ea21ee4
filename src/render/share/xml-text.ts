import { escaped } from '../../model/escaped.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Halves of pairs that stand alone, and what no XML may hold. */
const NOT_XML = /[\p{Surrogate}\ufffe\uffff]/gu;

/** A text of one line as the content of an XML element or attribute: nothing in it acts on whoever reads or shows it. */
export function xmlText(text: string): string {
  return escaped(text.replace(NOT_XML, '\ufffd')).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}
