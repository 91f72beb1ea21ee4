import { type CompletedCommand, PROGRAMS, placed, type Values } from './completed.ts';

/** Completion for bash 3.2 and later. */
export function bashCompletion(tj: CompletedCommand): string {
  const all = placed(tj);
  return `# Completion of tj for bash: eval "$(tj completion bash)"

_tj_words() {
  local word before= now=$1
  local IFS=$' \\t\\n'
  for word in $2; do
    [[ $word == "$now"* ]] && COMPREPLY+=("$word")
  done
}

_tj_list() {
  local before= now=$1
  local IFS=$' \\t\\n' word
  [[ $now == *,* ]] && before=\${now%,*}, now=\${now##*,}
  for word in $2; do
    [[ $word == "$now"* && ,$before != *",$word,"* ]] && COMPREPLY+=("$before$word")
  done
}

_tj_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do
    COMPREPLY+=("$path")
  done < <(compgen "-$2" -- "$1")
}

_tj_known() {
  local word about
  while IFS=$'\\t' read -r word about; do
    [[ $word == "$1"* ]] && COMPREPLY+=("$(printf %q "$word")")
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" completion --list "$2" "$1" 2>/dev/null)
}

_tj_value() {
  case "$1" in
${cases(
  all.flatMap(({ path, command: { options } }) =>
    options.flatMap(({ long, short, value }) =>
      value === null
        ? []
        : [
            [
              [long, short].flatMap((flag) => flag ?? []).map((flag) => `${path}:${flag}`),
              offered(value, '"$2"'),
            ] as const,
          ],
    ),
  ),
)}
  esac
}

_tj() {
  local now=\${COMP_WORDS[COMP_CWORD]} path= open= count=0 at word
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    [[ $word == '=' ]] && continue
    if [[ -n $open && ! ($open == *'?' && $word == -*) ]]; then
      open=
      continue
    fi
    open=
    if [[ $word == -* ]]; then
      case "$path:$word" in
        ${patterns(all, false)}) open=$word ;;
        ${patterns(all, true)}) open="$word?" ;;
      esac
      continue
    fi
    case "$path:$word" in
${all
  .filter(({ path }) => path !== '')
  .map(
    ({ path, command }) =>
      `      ${pattern(`${path.slice(0, Math.max(0, path.length - command.name.length - 1))}:${command.name}`)}) path="\${path:+$path }$word" count=0 ;;`,
  )
  .join('\n')}
      *) count=$((count + 1)) ;;
    esac
  done
  [[ $now == '=' ]] && now=
  if [[ -n $open && ! ($open == *'?' && $now == -*) ]]; then
    _tj_value "$path:\${open%\\?}" "$now"
    return
  fi
  if [[ $now == -* ]]; then
    case "$path" in
${cases(all.map(({ path, command }) => [[path], `_tj_words "$now" '${flags(command).join(' ')}'`] as const))}
    esac
    return
  fi
  case "$path:$count" in
${all.flatMap(({ path, command }) => places(path, command)).join('\n')}
  esac
}

complete -F _tj ${PROGRAMS.join(' ')}
`;
}

function cases(rows: readonly (readonly [patterns: readonly string[], command: string])[]): string {
  return rows
    .filter(([, command]) => command !== '')
    .map(([words, command]) => `    ${words.map(pattern).join(' | ')}) ${command} ;;`)
    .join('\n');
}

function pattern(text: string): string {
  return `'${text}'`;
}

function patterns(all: ReturnType<typeof placed>, isOptional: boolean): string {
  const found = all.flatMap(({ path, command }) =>
    command.options.flatMap(({ long, short, value, isValueOptional }) =>
      value === null || isValueOptional !== isOptional
        ? []
        : [long, short].flatMap((flag) => (flag === null ? [] : [pattern(`${path}:${flag}`)])),
    ),
  );
  return found.length === 0 ? "''" : found.join(' | ');
}

function flags({ options }: CompletedCommand): string[] {
  return options.flatMap(({ long, short }) => (short === null ? [long] : [short, long]));
}

/** What can stand at each place that is no option: a command first, then its own words. */
function places(path: string, { commands, values, isVariadic }: CompletedCommand): string[] {
  const names = commands.map(({ name }) => name);
  const first = names.length === 0 ? [] : [`_tj_words "$now" '${names.join(' ')}'`];
  const rows = values.map((value) => offered(value, '"$now"'));
  const at = Array.from({ length: Math.max(rows.length, first.length) }, (_, i) =>
    [...(i === 0 ? first : []), ...(rows[i] ? [rows[i]] : [])].join('; '),
  );
  return at.flatMap((command, i) => {
    if (command === '') return [];
    const place = isVariadic && i === rows.length - 1 ? `${pattern(`${path}:`)}*` : pattern(`${path}:${i}`);
    return [`    ${place}) ${command} ;;`];
  });
}

function offered(value: Values, now: string): string {
  switch (value.kind) {
    case 'words':
      return `${value.isList ? '_tj_list' : '_tj_words'} ${now} '${value.words.join(' ')}'`;
    case 'file':
      return `_tj_paths ${now} f`;
    case 'folder':
      return `_tj_paths ${now} d`;
    case 'session':
    case 'project':
      return `_tj_known ${now} ${value.kind}s`;
    case 'any':
      return '';
  }
}
