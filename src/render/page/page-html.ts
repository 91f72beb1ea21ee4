import { escapedInJson } from '../../model/escaped.ts';

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

/** JSON that ends no script; of characters that would act on what shows them, what they are called. */
export function dataText(data: object): string {
  return escapedInJson(JSON.stringify(data)).replaceAll('<', '\\u003c');
}
