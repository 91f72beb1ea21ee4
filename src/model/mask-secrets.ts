const MASK = '[masked]';

/** What looks like a key, a token or a password; groups that stand before the secret are kept. */
const SECRETS: readonly RegExp[] = [
  /()\b(?:sk|pk|rk)[-_](?:[a-z]+[-_])*[A-Za-z0-9_-]{16,}/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|npm_|hf_|xox[abeprs]-|ya29\.|AIza|dop_v1_|shpat_|SG\.)[A-Za-z0-9_.-]{16,}/g,
  /()\b(?:AKIA|ASIA|AROA)[0-9A-Z]{12,}/g,
  /()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY.*/g,
  /(\b(?:[Bb]earer|[Bb]asic)\s+)[A-Za-z0-9._~+/=-]{12,}/g,
  /(:\/\/[^\s/:@]{1,64}:)[^\s/@]{3,}(?=@)/g,
  /((?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',;&$]{6,}/gi,
];

/** Part of everything that the patterns find: one look tells for most texts that nothing is there. */
const HINT =
  /[spr]k[-_]|gh[pousr]_|github_pat_|glpat-|npm_|hf_|xox|ya29\.|AIza|dop_v1_|shpat_|SG\.|AKIA|ASIA|AROA|eyJ|BEGIN |earer|asic|:\/\/|(?:passw|pwd|secret|token|key)[^:=]{0,4}[:=]/i;

/** The text with everything masked that looks like a key, so that labels can be kept and shown. */
export function maskSecrets(text: string): string {
  if (text.length < 12 || !HINT.test(text)) return text;
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text);
}
