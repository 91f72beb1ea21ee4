/** Shells that the function is written for. */
export const SHELLS = ['bash', 'zsh'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/**
 * A function that names a session: `claude --as NAME`. Within a session what the environment says of parent and name is
 * what was said of that session itself: it is the parent then, and its name is its own. bash and zsh read it alike, in any of their modes; written with
 * `function`, so that an alias of that name does not get in its way.
 */
const FUNCTION = `function claude {
  local left=$# word= name= over=
  while [ "$left" -gt 0 ]; do
    word=$1
    shift
    left=$((left - 1))
    case "$over$word" in
      --as | --as=*)
        name=
        if [ "$word" != --as ]; then
          name=\${word#--as=}
        elif [ "$left" -gt 0 ]; then
          name=$1
          shift
          left=$((left - 1))
        fi
        case "$name" in
          '' | -*)
            printf '%s\\n' 'tj: claude --as: a name is missing' >&2
            return 2
            ;;
        esac
        ;;
      *)
        if [ "$word" = -- ]; then over=1; fi
        set -- "$@" "$word"
        ;;
    esac
  done
  if [ -n "\${CLAUDE_CODE_SESSION_ID-}" ]; then
    local -x TJ_PARENT_SESSION_ID="$CLAUDE_CODE_SESSION_ID" TJ_INSTANCE="$name"
  elif [ -n "$name" ]; then
    local -x TJ_INSTANCE="$name"
  fi
  command claude "$@"
}
`;

/** What a shell evaluates at its start. */
export function hookShell(shell: Shell): string {
  return `# claude --as NAME names the session in tj. For ~/.${shell}rc: eval "$(tj hook shell ${shell})"\n${FUNCTION}`;
}

/** The same as a document. */
export function hookShellJson(shell: Shell): object {
  return { schema: 1, shell, text: hookShell(shell) };
}
