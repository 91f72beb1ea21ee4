/** Shorter words stay as they are. */
const LEAST_CHARS = 16;

/** A word with at least two separators, also behind a quote or `=`; no address of the web. */
const PATH =
  /(?<![^\s"'`=(,])(?![a-z]{2,}:\/\/|s[/|#])[^\s"'`=(),;&|<>]*[\\/][^\s"'`=(),;&|<>]*[\\/][^\s"'`=(),;&|<>]+/g;

/**
 * A text in which paths are cut from the left until it fits, the longest first: down to a name and its folder, then to
 * the name alone. What does not fit then is given back with all its paths cut.
 */
export function withShorterPaths(text: string, fits: (text: string) => boolean, ellipsis = '…'): string {
  let shown = text;
  for (const parts of [2, 1]) {
    const paths = [...new Set(text.match(PATH))].filter((path) => path.length >= LEAST_CHARS);
    for (const path of paths.sort((a, b) => b.length - a.length)) {
      if (fits(shown)) return shown;
      const before = parts === 2 ? path : endOfPath(path, 2, ellipsis);
      shown = shown.split(before).join(endOfPath(path, parts, ellipsis));
    }
  }
  return shown;
}

/** The last parts of a path behind an ellipsis; the path where it has no more. */
function endOfPath(path: string, parts: number, ellipsis: string): string {
  const kept = new RegExp(`(?:[\\\\/][^\\\\/]+){${parts}}[\\\\/]?$`).exec(path)?.[0] ?? path;
  return kept.length + ellipsis.length < path.length ? ellipsis + kept : path;
}
