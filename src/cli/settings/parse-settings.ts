import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';

/** What is wrong, by the parser's name for it; anything else is called by that name. */
const WORDS: Readonly<Record<string, string>> = {
  InvalidCommentToken: 'a comment, which settings cannot have',
  PropertyNameExpected: "a key in double quotes was expected, or '}'",
  ValueExpected: 'a value was expected',
  ColonExpected: "':' was expected",
  CommaExpected: "',' was expected",
  CloseBraceExpected: "'}' was expected",
  CloseBracketExpected: "']' was expected",
  EndOfFileExpected: 'nothing more was expected',
  InvalidSymbol: 'a word that JSON does not know',
  InvalidCharacter: 'a control character in a text',
  InvalidEscapeCharacter: 'a backslash before a character that needs none',
  UnexpectedEndOfString: 'a text that does not end',
};

/** The object that a settings file holds, with its places. `UserError` with file, line and column for what is no plain JSON. */
export function parseSettings(text: string, path: string): Node {
  const errors: ParseError[] = [];
  const root = treeOf(text, path, errors);
  const first = errors[0];
  if (first !== undefined) throw badSettings(path, text, ...trouble(first, text));
  if (root?.type === 'object') return root;
  throw badSettings(path, text, root?.offset ?? 0, 'an object was expected');
}

/** The value of a key; undefined where there is none. `UserError` where the key stands twice: programs differ in which one counts. */
export function memberOf(object: Node | undefined, key: string, text: string, path: string): Node | undefined {
  const found = (object?.children ?? []).filter((property) => property.children?.[0]?.value === key);
  if (found[1] !== undefined) throw badSettings(path, text, found[1].offset, `'${key}' stands here a second time`);
  return found[0]?.children?.[1];
}

/** `file:line:column: what is wrong`. */
export function badSettings(path: string, text: string, offset: number, what: string): UserError {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const place = `${before.length}:${(before.at(-1) ?? '').length + 1}`;
  return new UserError('bad-settings', `${escaped(path)}:${place}: ${what}`, 1);
}

function treeOf(text: string, path: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badSettings(path, text, 0, 'nested too deeply');
  }
}

/** The parser stumbles over what follows a trailing comma; people look for the comma. */
function trouble({ error, offset }: ParseError, text: string): [offset: number, what: string] {
  const before = text.slice(0, offset).trimEnd();
  if (before.endsWith(',') && /[\]}]/.test(text[offset] ?? '')) return [before.length - 1, 'a comma before nothing'];
  const name = printParseErrorCode(error);
  return [offset, WORDS[name] ?? `not JSON (${name})`];
}
