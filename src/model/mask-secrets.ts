const MASK = '[masked]';

/** Keys that are told by how they begin, wherever they stand: also behind a letter or a `_`. */
const BEGINNINGS = [
  'sk-(?:ant|proj|or|svcacct|admin|lf)-',
  '[spr]k_(?:live|test)_',
  'whsec_',
  'gh[pousr]_',
  'github_pat_',
  'gl(?:pat|dt|rt|soat|cbt|ptt)-',
  'npm_',
  'hf_',
  'xox[abeprs]-',
  'xapp-',
  'ya29\\.',
  'AIza',
  'GOCSPX-',
  'dop_v1_',
  'shp(?:at|ca|pa|ss)_',
  'SG\\.',
  'AKIA',
  'ASIA',
  'pypi-AgE',
  'dckr_pat_',
  'lin_api_',
  'ntn_',
  'PMAK-',
  'sb[ps]_',
  'figd_',
  'ATATT3x',
  'ATBB',
  'rubygems_',
  'sntry[su]_',
  'nvapi-',
  'gsk_',
  'xai-',
  'r8_',
  'pplx-',
  'hvs\\.',
  'AGE-SECRET-KEY-1',
].join('|');

/** Names of settings, options, headers and parameters that hold a secret. */
const NAMES =
  'pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|api[-_]?key|access[-_]?key|private[-_]?key|account[-_]?key|auth[-_]?key';

/** What looks like a key, a token or a password; groups that stand before the secret are kept. */
const SECRETS: readonly RegExp[] = [
  new RegExp(`()(?:${BEGINNINGS})[A-Za-z0-9_.-]{12,}`, 'g'),
  /()(?<![A-Za-z0-9])[spr]k[-_](?:[a-z]+[-_])*[A-Za-z0-9_-]{16,}/g,
  /()\bAROA[0-9A-Z]{12,}/g,
  /()\bkey-[0-9a-f]{32}\b/g,
  /()\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/g,
  /()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY.*/g,
  /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/]+/g,
  /(discord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w-]+/g,
  /(\.webhook\.office\.com\/)[^\s"']+/g,
  /(:\/\/[^\s/:@]{0,64}:)[^\s/@]{3,}(?=@)/g,
  /([?&](?:sig|signature|x-amz-(?:signature|security-token|credential)|x-goog-signature|key|auth|code|[\w-]*token|password)=)[^&\s"']{6,}/gi,
  /(\bcookie["']?\s*[:=]\s*["']?)[^"']+/gi,
  /(\bcurl\b.*?\s(?:-b|--cookie)[ =]?["']?)[^"'\s]*=[^"']+/g,
  /(\bauthorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|digest|apikey|bot|key)\s+)?)(?!\[masked\])[^\s"'[]{6,}/gi,
  /(\b(?:[Bb]earer|[Bb]asic)\s+)(?=\S*[0-9A-Z=])[A-Za-z0-9._~+/=-]{12,}/g,
  /(\b(?:curl|wget|http|https|xh)\b.*?\s(?:-u|--user|-a|--auth)[ =]?["']?[^\s:"']{1,64}:)[^\s"']+/g,
  /(\b(?:mysql\w*|mariadb[\w-]*)\b.*?\s-p)[^\s"']+/g,
  /(\b(?:sshpass\s+-p|redis-cli\b.*?\s-a)\s*["']?)[^\s"']+/g,
  new RegExp(`((?<![\\w-])--?(?!-?pwd\\b)[\\w-]*(?:${NAMES})\\s+["']?)(?!-)[^\\s"',;&$]{4,}`, 'gi'),
  new RegExp(`((?:${NAMES})["']?\\s*[:=]\\s*["']?)(?!\\[masked\\])[^\\s"',;&$]{6,}`, 'gi'),
];

/** Part of everything that the patterns find: one look tells for most texts that nothing is there. */
const HINT = new RegExp(
  `${BEGINNINGS}|[spr]k[-_]|AROA|key-[0-9a-f]{8}|:AA|eyJ|BEGIN |hooks\\.slack|webhook|:\\/\\/[^\\s/]*@|[?&][\\w-]+=|[Cc]ookie|uthorization|earer|asic|\\s-[abpu]|--user|--auth|(?:${NAMES})[^:=]{0,4}[:=\\s]`,
  'i',
);

/** The text with everything masked that looks like a key, so that labels can be kept and shown. */
export function maskSecrets(text: string): string {
  if (text.length < 12 || !HINT.test(text)) return text;
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text);
}
