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
  '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|account[-_ ]?key|auth[-_]?key)\\d?';

/** The same in other languages; of whole words, since some are parts of others. */
const FOREIGN_NAMES = [
  ...['passwort', 'kennwort', 'mot de passe', 'contraseña', 'contrasenya', 'senha', 'wachtwoord', 'hasło', 'heslo'],
  ...[
    'lösenord',
    'kodeord',
    'adgangskode',
    'passord',
    'salasana',
    'jelszó',
    'parola',
    'şifre',
    'пароль',
    'كلمة المرور',
  ],
  ...['密码', '密碼', '口令', 'パスワード', '비밀번호', '암호'],
].join('|');

/** What people call a secret in a sentence. */
const SAID = [
  ...[
    'password',
    'passwd',
    'passphrase',
    'passcode',
    'secret',
    'token',
    'api key',
    'API key',
    'api-key',
    'access key',
    'pin',
  ],
  ...FOREIGN_NAMES.split('|'),
];

/** A value as it is typed for a program: in quotes, or up to a space; nothing that the shell puts another value in the place of. */
const VALUE = `(?!["']?[$\\[<])(?:"[^"]+"?|'[^']+'?|[^\\s"'|;&<>]+)`;

/** Further words of the same command, up to those that stand before the secret. */
const ON = '[^|;&\\n]*?\\s';

/**
 * Programs that are handed a secret in words that say nothing elsewhere (`-p` is a port, a path, a profile ...), each with what stands
 * between its name and the secret. A space stands for white space, ` ?` for perhaps some, `[ =]` for that or `=`.
 */
const HANDED: readonly (readonly [program: string, before: string])[] = [
  ['docker|podman|nerdctl|buildah|skopeo|crane|regctl|oras|helm|az|oc|cf|argocd', `${ON}login\\b${ON}-p[ =]`],
  ['mongo\\w*|cqlsh|rabbitmqadmin|twine|usermod|useradd|certutil|rdesktop|smbmap|evil-winrm', `${ON}-p ?`],
  ['mysql\\w*|mariadb[\\w-]*|7z[azr]?|rar|unrar', `${ON}-h?p`],
  ['sshpass', `${ON}-p ?`],
  ['sqlcmd|bcp|unzip|zip|mosquitto_\\w+|ipmitool', `${ON}-P ?`],
  ['ldap\\w+|security|dsconf', `${ON}-w ?`],
  ['pk12util', `${ON}-[WK] ?`],
  ['redis-cli', `${ON}(?:-a|--pass) ?`],
  ['ssh-keygen', `${ON}-[NP] ?`],
  ['openssl', `${ON}(?:-k|-K) `],
  ['openssl', `${ON}-pass(?:in|out)? ["']?pass:`],
  ['openssl passwd|mkpasswd|rclone obscure', '(?: -(?:salt|m|S) \\S+| -[\\w-]+)* (?!-)'],
  [
    'vault login|snyk auth|bw unlock|wandb login|cargo login|ngrok authtoken|ngrok config add-authtoken',
    '(?: -\\S+)* (?!-)(?!\\S*=)',
  ],
  [
    'vault(?: kv)? (?:put|write|patch)|(?:fly|flyctl|doppler|supabase|railway|wrangler) secrets? (?:set|put|import)',
    `${ON}[\\w.-]+=`,
  ],
  ['gh secret set|glab variable set|llm keys set', `${ON}(?:-b|-v|--body|--value)[ =]`],
  ['glab auth login', `${ON}-t[ =]`],
  ['pulumi config set', `${ON}--secret \\S+ `],
  ['dotnet nuget push|nuget push', `${ON}-k `],
  ['htpasswd', ' (?=-\\w*b)(?:-\\S+ )+\\S+ \\S+ '],
  ['htpasswd', ' (?=-\\w*b)(?=-\\w*n)(?:-\\S+ )+\\S+ '],
  ['smb\\w+|rpcclient|net rpc', `${ON}(?:-U|--user)[ =]?["']?[^\\s%"']+%`],
  ['xfreerdp', `${ON}/p:`],
  ['net use', `${ON}/user:\\S+ `],
  ['net use', ` \\S+ \\S+ (?=\\S+ /user)`],
  ['net user', ' \\S+ (?!/)'],
  ['sqlplus|sqlldr|expdp|impdp|sqlcl', `${ON}["']?[\\w.#-]+/(?=[^\\s/]+(?:\\s|$))(?!\\S+\\.sql)`],
  ['lftp|sftp', `${ON}-u ?[^\\s,]+,`],
  ['nmcli|rclone', `${ON}(?:pass|password|psk|wifi-sec\\.psk) `],
  ['wpa_passphrase', ' (?:"[^"]*"|\\S+) '],
  ['mc alias set', ' \\S+ \\S+ \\S+ '],
  ['dscl', `${ON}-passwd \\S+ `],
  ['kubectl create secret|oc create secret', `${ON}--from-literal[ =]["']?[\\w.-]+=`],
  ['expect|spawn', `.*?\\bsend (?:-- )?["'{]+`],
  ['(?:poetry|composer) config', ' http-basic\\.\\S+ \\S+ '],
];

/** Programs that read a secret from standard input, with what says that they do. */
const READS_SECRET =
  'sudo\\s(?:-\\S+\\s+)*-\\w*S|--(?:password|token|pass)-stdin|chpasswd|passwd\\s+--stdin|--with-token|--passphrase-fd|--passfile|secrets?\\s+(?:set|put|add|create|versions)\\b|login\\s+-(?:\\s|$)';

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
  // A token in place of a user's name; a name rarely has all of this.
  /(:\/\/)(?=[^\s/:@]*\d)(?=[^\s/:@]*[A-Z]|[0-9a-f]{20})[^\s/:@]{10,}(?=@)/g,
  /([?&](?:sig|signature|x-amz-(?:signature|security-token|credential)|x-goog-signature|key|auth|code|[\w-]*token|password)=)[^&\s"']{6,}/gi,
  /(\bcookie["']?\s*[:=]\s*["']?)[^"']+/gi,
  /(\bcurl\b.*?\s(?:-b|--cookie)[ =]?["']?)[^"'\s]*=[^"']+/g,
  /(\bauthorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token|digest|apikey|bot|key)\s+)?)(?!\[masked\])[^\s"'[]{6,}/gi,
  /(\b(?:[Bb]earer|[Bb]asic)\s+)(?=\S*[0-9A-Z=])[A-Za-z0-9._~+/=-]{12,}/g,
  /(\b(?:curl|wget|http|https|xh)\b.*?\s(?:-u|--user|-a|--auth)[ =]?["']?[^\s:"']{1,64}:)[^\s"']+/g,
  new RegExp(
    `(\\b(?:echo|printf)\\s+(?:-\\w+\\s+)*(?:["']%s(?:\\\\n)?["']\\s+)?)${VALUE}(?=\\s*\\|(?:(?!&&|[;\\n]).)*?(?:${READS_SECRET}))`,
    'g',
  ),
  new RegExp(`((?:${READS_SECRET})[^|;\\n]*?<<<\\s*)${VALUE}`, 'g'),
  new RegExp(`((?<![\\w-])--?(?!-?pwd\\b)[\\w-]*(?:${NAMES})\\s+["']?)(?!-)[^\\s"',;&$]{4,}`, 'gi'),
  new RegExp(`((?:${NAMES})["']?\\s*[:=]\\s*["']?)(?!\\[masked\\]|(?<=pwd=)[/~]|${typeWords()})[^\\s"',;&$]{6,}`, 'gi'),
  new RegExp(
    `(\\b(?:config|configure)\\s+(?:[^\\s|;&]+\\s+){0,3}?[^\\s=]*(?:${NAMES})(?!s)\\w*(?:\\.\\w+)?["']?\\s+)(?=\\S{6})${VALUE}`,
    'gi',
  ),
  // Variables of a shell are named as it pleases; a setting that is no secret is mostly a plain word.
  /((?<![\w-])(?:[A-Z][A-Z0-9_]*_(?:KEY|PWD?|AUTH|PIN|SALT)|(?:[a-zA-Z]\w*_)?(?:pw|PW)|PASS|pass)=["']?)(?=[^\s"']*[0-9A-Z])(?!\/)[^\s"',;&$[]{4,}/g,
  new RegExp(`(?<!\\p{L})((?:${FOREIGN_NAMES})["']?\\s*[:=：]\\s*["']?)(?!\\[masked\\])[^\\s"',;&$]{4,}`, 'giu'),
  // What a sentence says a password is: a word as nobody spells one, or one in quotes.
  new RegExp(
    `(?<!\\p{L})((?:${inAnyCase(SAID)})\\s+(?:is|was|to|ist|lautet|war|est|es|é|è|är|er|jest)\\s*:?\\s+)(?=["'\`]|\\S*\\d|\\S*[a-z][A-Z]|\\S*\\w[!@#$%^&*]\\w?)(?!\\d{1,3}(?:\\s|$))(?:"[^"]+"?|'[^']+'?|\`[^\`]+\`?|[^\\s"'\`,;]{4,})`,
    'gu',
  ),
];

function inAnyCase(words: readonly string[]): string {
  return words.flatMap((word) => [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()]).join('|');
}

/** What stands behind the name of a member in code, and is none. */
function typeWords(): string {
  return '(?:string|number|boolean|required|optional|undefined|unknown|process\\.env|os\\.environ|import\\.meta)\\b';
}

function spaced(source: string): string {
  return source.replaceAll('[ =]', '[\\s=]+').replaceAll(' ?', '\\s*').replaceAll(' ', '\\s+');
}

const AT_PROGRAM = '(?<![\\w.-])';

const BY_PROGRAM = HANDED.map(
  ([program, before]) => new RegExp(`(${AT_PROGRAM}(?:${spaced(program)})${spaced(before)})${VALUE}`, 'g'),
);

const PROGRAMS = new RegExp(`${AT_PROGRAM}(?:${HANDED.map(([program]) => spaced(program)).join('|')})\\s`);

/** Part of everything that the patterns find: one look tells for most texts that nothing is there. */
const HINT = new RegExp(
  `${BEGINNINGS}|[spr]k[-_]|AROA|key-[0-9a-f]{8}|:AA|eyJ|BEGIN |hooks\\.slack|webhook|:\\/\\/[^\\s/]*@|[?&][\\w-]+=|[Cc]ookie|uthorization|earer|asic|\\s-[abu]|--user|--auth|(?:${NAMES})[^:=]{0,8}[:=\\s]|\\|.*(?:${READS_SECRET})|<<<|(?:_(?:KEY|AUTH|PIN|SALT)|PWD?|pw|PASS|pass)=|${FOREIGN_NAMES}|\\bpin\\s`,
  'i',
);

/** The text with everything masked that looks like a key, so that labels can be kept and shown. */
export function maskSecrets(text: string): string {
  if (text.length < 8) return text;
  const masked = HINT.test(text) ? maskedBy(SECRETS, text) : text;
  return PROGRAMS.test(masked) ? maskedBy(BY_PROGRAM, masked) : masked;
}

function maskedBy(secrets: readonly RegExp[], text: string): string {
  return secrets.reduce((masked, secret) => masked.replace(secret, `$1${MASK}`), text);
}
