import { type CompletedCommand, type CompletedOption, PROGRAMS, placed, quoted, type Values } from './completed.ts';

/** Completion for zsh. */
export function zshCompletion(tj: CompletedCommand): string {
  return `#compdef ${PROGRAMS.join(' ')}
# Completion of tj for zsh: eval "$(tj completion zsh)", behind compinit; or as a file _tj in a folder of fpath.

_tj_list() {
  compset -P '*,'
  compadd -S '' -- "$@"
}

_tj_known() {
  local word about
  local -a found
  while IFS=$'\\t' read -r word about; do
    found+=("\${word//:/\\\\:}:$about")
  done < <("\${(Q)_tj_program}" completion --list $1 "$PREFIX" 2>/dev/null)
  _describe -t $1 $1 found
}

${placed(tj)
  .map(({ path, command }) => commandFunction(path, command))
  .join('\n\n')}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _tj "$@"
elif (( $+functions[compdef] )); then
  compdef _tj ${PROGRAMS.join(' ')}
fi
`;
}

function commandFunction(path: string, { options, values, isVariadic, commands }: CompletedCommand): string {
  const specs = options.flatMap(optionSpecs);
  const isTop = path === '';
  const head = `${functionName(path)}() {${isTop ? '\n  local _tj_program=$words[1]' : ''}`;
  if (commands.length === 0) {
    const words = values.map((value, i) => {
      const place = isVariadic && i === values.length - 1 ? '*' : `${i + 1}`;
      return quoted(`${place}:${nameOf(value)}:${action(value)}`);
    });
    return `${head}\n  _arguments -s -S : ${[...specs, ...words].map((spec) => `\\\n    ${spec}`).join(' ')}\n}`;
  }
  const below = commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n');
  const branches = commands
    .map(({ name }) => `        ${name}) ${functionName(`${path} ${name}`.trim())} ;;`)
    .join('\n');
  const own =
    values[0] === undefined || values[0].kind === 'any' ? '' : `\n      ${action(values[0]).replace(/^ /, '')}`;
  return `${head}
  local curcontext=$curcontext state line
  local -a commands
  commands=(
${below}
  )
  _arguments -C -s -S : ${[...specs, "'1: :->command'", "'*:: :->rest'"].map((spec) => `\\\n    ${spec}`).join(' ')}
  case $state in
    command)
      _describe -t commands command commands${own}
      ;;
    rest)
      case $line[1] in
${branches}
      esac
      ;;
  esac
}`;
}

function functionName(path: string): string {
  return `_tj${path === '' ? '' : `_${path.replaceAll(/[ -]/g, '_')}`}`;
}

function optionSpecs({ long, short, about, value, isRepeatable, isValueOptional }: CompletedOption): string[] {
  const text = `[${about.replaceAll(/[[\]\\]/g, (sign) => `\\${sign}`)}]`;
  const taken = value === null ? '' : `${isValueOptional ? '::' : ':'}${nameOf(value)}:${action(value)}`;
  const many = isRepeatable ? '*' : '';
  const one = (flag: string) =>
    quoted(`${many}${flag}${value !== null && flag.startsWith('--') ? '=' : ''}${text}${taken}`);
  return short === null ? [one(long)] : [one(short), one(long)];
}

function nameOf({ kind }: Values): string {
  return kind === 'words' || kind === 'any' ? 'value' : kind;
}

function action(value: Values): string {
  switch (value.kind) {
    case 'words':
      return value.isList ? `{_tj_list ${value.words.join(' ')}}` : `(${value.words.join(' ')})`;
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'session':
    case 'project':
      return `{_tj_known ${value.kind}s}`;
    case 'any':
      return ' ';
  }
}
