// Speed counts only where the answer is right: the tokens that tj and ccusage count on one tree, by class.

/** A line for every class of tokens that the two count differently, or one that says that they agree. */
export function totalsOn(on, tree) {
  const own = JSON.parse(on.tjAgain(tree, ['usage', '--json', '--budget', '10m'], ['index']).stdout).totals;
  const { responses } = on.tree(tree);
  const counted = `${tree}: ${own.responses} responses counted, ${responses} written`;
  if (on.peer !== 'ccusage') return [counted];
  const theirs = JSON.parse(on.ccusage(tree).stdout).totals;
  const classes = [
    ['input', own.input_tokens, theirs.inputTokens],
    ['output', own.output_tokens, theirs.outputTokens],
    ['cache read', own.cache_read_tokens, theirs.cacheReadTokens],
    ['cache write', own.cache_write_5m_tokens + own.cache_write_1h_tokens, theirs.cacheCreationTokens],
  ];
  const other = classes.filter(([, mine, other]) => mine !== other);
  if (other.length === 0) return [`${counted}; tokens of each class as ccusage counts them`];
  return [
    counted,
    ...other.map(([name, mine, other]) => `  ${name}: tj ${mine}, ccusage ${other}, ${share(mine, other)}`),
  ];
}

function share(mine, other) {
  return `${mine > other ? '+' : ''}${(((mine - other) / other) * 100).toFixed(3)} %`;
}
