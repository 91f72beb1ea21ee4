/** Cells of CSV as RFC 4180 says, without the apostrophes that disarm; throws for what is none. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) throw new Error('a quote that never ends');
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') {
        if (text[at] === '"' || text[at] === '\n') throw new Error(`a bare ${JSON.stringify(text[at])} at ${at}`);
        cell += text[at++];
      }
    }
    row.push(cell);
    if (text[at] === ',') {
      at++;
      if (text[at] === '\r') row.push('');
    }
    if (text[at] === '\r') {
      if (text[at + 1] !== '\n') throw new Error('a line that ends in CR alone');
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  if (row.length > 0) throw new Error('a last line without its end');
  return rows;
}

/** Cells of a Markdown table, head first, unescaped; throws where rows are not of one width. */
export function readMarkdown(text: string): string[][] {
  const [head, rule, ...rows] = text.trimEnd().split('\n').map(cellsOf);
  if (head === undefined || rule === undefined) throw new Error('no table');
  if (!rule.every((cell) => /^-+:?$/.test(cell))) throw new Error('no rule below the head');
  if ([rule, ...rows].some((row) => row.length !== head.length)) throw new Error('rows of several widths');
  return [head, ...rows];
}

function cellsOf(line: string): string[] {
  if (!/^\|.*\|$/.test(line)) throw new Error(`no row: ${line}`);
  const cells = [...line.slice(1).matchAll(/((?:\\.|[^\\|])*)\|/g)].map(([, cell = '']) => cell.trim());
  return cells.map((cell) => cell.replace(/\\(.)/g, '$1'));
}
