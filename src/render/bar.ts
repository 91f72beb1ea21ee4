const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar of `share` (0 to 1) of `columns`, filled with spaces; something is always shown of what is not nothing. */
export function bar(share: number, columns: number, unicode: boolean): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * columns * 8);
  if (!unicode) {
    const full = share > 0 ? Math.max(1, Math.round(eighths / 8)) : 0;
    return '#'.repeat(full).padEnd(columns);
  }
  const shown = share > 0 ? Math.max(1, eighths) : 0;
  return ('█'.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '')).padEnd(columns);
}
