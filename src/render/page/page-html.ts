import { escaped } from '../escaped.ts';

/** Where the page has its data. */
const PLACE = /(<script type="application\/json" id="data">)(<\/script>)/;

/** The name by which a page is known as one of tj's. */
export const PAGE_MARK = '<meta name="generator" content="tj report">';

/** The page with its data in it. */
export function pageHtml(page: string, data: object): string {
  const text = dataText(data);
  const html = page.replace(PLACE, (_, before, after) => `${before}${text}${after}`);
  if (html === page) throw new Error('the page has a place for its data');
  return html;
}

/** JSON that ends no script and holds no character that acts on what shows it; of texts what they look like. */
export function dataText(data: object): string {
  const shown = JSON.stringify(data, (_, value) => (typeof value === 'string' ? escaped(value) : value));
  return shown.replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
