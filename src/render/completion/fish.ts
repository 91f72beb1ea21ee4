import {
  type CompletedCommand,
  type CompletedOption,
  type PlacedCommand,
  PROGRAMS,
  placed,
  quoted,
  type Values,
} from './completed.ts';

/** Completion for fish 3 and later. */
export function fishCompletion(tj: CompletedCommand): string {
  const all = placed(tj);
  const paths = all.flatMap(({ path }) => (path === '' ? [] : [quoted(path, "\\'")]));
  const taking = all.flatMap(({ command }) =>
    command.options.flatMap(({ long, short, value, isValueOptional }) =>
      value === null || isValueOptional ? [] : [long, ...(short === null ? [] : [short])],
    ),
  );
  const [program, ...others] = PROGRAMS;
  const lines = [
    `complete -c ${program} -f`,
    ...all.flatMap((place) => linesOf(program, place)),
    ...others.map((other) => `complete -c ${other} -w ${program}`),
  ];
  return `# Completion of tj for fish: tj completion fish | source

set -g __tj_paths ${paths.join(' ')}
set -g __tj_taking ${[...new Set(taking)].join(' ')}

# Whether the command line is at a command ('' for tj itself), and so many of its own words were given.
function __tj_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l path ''
    set -l count 0
    set -l isTaken 0
    for word in $words
        if test $isTaken = 1
            set isTaken 0
        else if contains -- $word $__tj_taking
            set isTaken 1
        else if string match -q -- '-*' $word
            continue
        else if contains -- (string trim -- "$path $word") $__tj_paths
            set path (string trim -- "$path $word")
            set count 0
        else
            set count (math $count + 1)
        end
    end
    test "$path" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test $count = $argv[2]
end

function __tj_list
    set -l before (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '^.*,')
    for word in $argv
        printf '%s%s\\t\\n' "$before" $word
    end
end

function __tj_known
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    type -q $program; and command $program completion --list $argv[1] (commandline -ct | string replace -r '^--[^=]*=' '') 2>/dev/null
end

${lines.join('\n')}
`;
}

function linesOf(program: string, { path, command }: PlacedCommand): string[] {
  const at = (count?: string) =>
    `complete -c ${program} -n ${text(`__tj_at ${text(path)}${count === undefined ? '' : ` ${count}`}`)}`;
  return [
    ...command.commands.map(({ name, about }) => `${at('0')} -a ${name} -d ${text(about)}`),
    ...command.values.flatMap((value, i) => {
      const count = command.isVariadic && i === command.values.length - 1 ? undefined : String(i);
      const taken = offered(value);
      return taken === '' ? [] : [`${at(count)} ${taken}`];
    }),
    ...command.options.map((option) => `${at()} ${optionText(option)}`),
  ];
}

function optionText({ long, short, about, value }: CompletedOption): string {
  return [
    ...(short === null ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
    ...(value === null ? [] : [value.kind === 'file' ? '-r' : '-x', offered(value)]),
    `-d ${text(about)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function offered(value: Values): string {
  switch (value.kind) {
    case 'words':
      // A tab, so that a value is not described as its option is.
      if (!value.isList) return `-a ${text(value.words.map((word) => `${word}\\t`).join(' '))}`;
      return `-a ${text(`(__tj_list ${value.words.join(' ')})`)}`;
    case 'file':
      return '-F';
    case 'folder':
      return "-a '(__fish_complete_directories)'";
    case 'session':
    case 'project':
      return `-k -a '(__tj_known ${value.kind}s)'`;
    case 'any':
      return '';
  }
}

/** In fish a backslash stands for itself between single quotes but before a quote and before another. */
function text(words: string): string {
  return quoted(words.replaceAll(/\\(?!t)/g, '\\\\'), "\\'");
}
