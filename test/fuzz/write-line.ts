import type { Dice } from './dice.ts';
import { ODD_VALUES } from './odd-values.ts';

/**
 * A value as JSON, written as few would: with white space, escapes that are not needed and members twice. `oddity` is the
 * share of places where that is done; 0 writes what `JSON.stringify` does.
 */
export function writeJson(value: unknown, dice: Dice, oddity: number): string {
  if (oddity === 0) return JSON.stringify(value) ?? 'null';
  const space = () => (dice.chance(oddity) ? dice.pick([' ', '\t', '  \r', ' ']) : '');
  const text = (words: string) =>
    !PLAIN.has(words) && words.length < LONG && dice.chance(oddity) ? escaped(words, dice) : JSON.stringify(words);
  const write = (part: unknown): string => {
    if (typeof part === 'string') return text(part);
    if (typeof part !== 'object' || part === null) return JSON.stringify(part) ?? 'null';
    if (Array.isArray(part)) return `[${part.map((item) => space() + write(item) + space()).join(',')}]`;
    const members = Object.entries(part).flatMap(([key, inner]) => {
      const member = `${space()}${text(key)}${space()}:${space()}${write(inner)}${space()}`;
      if (!dice.chance(oddity / 4)) return [member];
      const again = `${JSON.stringify(key)}:${JSON.stringify(dice.pick(ODD_VALUES))}`;
      return dice.chance(0.5) ? [member, again] : [again, member];
    });
    return `{${members.join(',')}}`;
  };
  return space() + write(value) + space();
}

/** Of longer texts hashes and links are of the bytes. */
const LONG = 60;

/** What lines with an answer are found by: no program has a reason to escape a letter of these. */
const PLAIN: ReadonlySet<string> = new Set(['usage', 'assistant', 'user']);

/** Some of its units as `\u`, some escaped in short. */
function escaped(words: string, dice: Dice): string {
  let out = '"';
  for (let i = 0; i < words.length; i++) {
    const unit = words.charAt(i);
    const hex = words.charCodeAt(i).toString(16).padStart(4, '0');
    if (dice.chance(0.2)) out += `\\u${dice.chance(0.5) ? hex : hex.toUpperCase()}`;
    else out += unit === '/' && dice.chance(0.5) ? '\\/' : JSON.stringify(unit).slice(1, -1);
  }
  return `${out}"`;
}

const BAD_BYTES = [0x00, 0x0d, 0x1b, 0x22, 0x5c, 0x7b, 0x7d, 0x2c, 0x80, 0xc0, 0xe2, 0xed, 0xf4, 0xff];

/** The bytes of a line, damaged at one place: cut, a bit turned, a byte put in or taken out, a part twice. */
export function damaged(line: Buffer, dice: Dice): Buffer {
  if (line.length === 0) return line;
  const at = dice.below(line.length);
  const before = line.subarray(0, at);
  const behind = line.subarray(at);
  switch (dice.below(6)) {
    case 0:
      return before;
    case 1:
      return behind;
    case 2:
      return Buffer.concat([before, Buffer.from([(line[at] ?? 0) ^ (1 << dice.below(8))]), line.subarray(at + 1)]);
    case 3:
      return Buffer.concat([before, Buffer.from([dice.pick(BAD_BYTES)]), behind]);
    case 4:
      return Buffer.concat([before, line.subarray(at + 1 + dice.below(8))]);
    default:
      return Buffer.concat([line, before]);
  }
}
