/** Trouble that the user can mend: shown as one line, never with a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Short stable word for `--json`. */
  readonly code: string;
  /** 2 for bad usage, 1 for what could not be done, 3 for a limit of a gate that is exceeded. */
  readonly exitCode: 1 | 2 | 3;
  /** What stands beside the error in the document of `--json`. */
  readonly facts: object;

  constructor(code: string, message: string, exitCode: 1 | 2 | 3, facts: object = {}) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
    this.facts = facts;
  }
}

/** For the end of a switch over a union: a new member fails to compile here. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
