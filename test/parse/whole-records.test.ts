import { describe, expect, test } from 'vitest';
import { assistant, parseLines, user } from './transcript-lines.ts';

const answerOf = (id: string) => JSON.stringify(assistant({ id }, { sessionId: 's1', agentId: 'a1' }));
const [one, two, three] = [answerOf('m1'), answerOf('m2'), answerOf('m3')];

/** Keys of the answers that come of one line, and what is told of it. */
function foundOn(line: string): [string[], string[]] {
  const { records, oddities } = parseLines(line);
  const keys = records.flatMap((record) => (record.kind === 'answer' ? [record.key] : []));
  return [keys, oddities.map(({ kind, detail }) => `${kind}: ${detail}`)];
}

describe('a line that is no JSON is told, and searched for records that stand whole on it', () => {
  test.each<[string, string, string[]]>([
    ['two records without a newline between them', one + two, ['m1', 'm2']],
    ['three', one + two + three, ['m1', 'm2', 'm3']],
    ['with NULs, blanks or words between them', `${one}\u0000\u0000 x ${two}`, ['m1', 'm2']],
    ['a record behind one that is cut in a string', one.slice(0, one.indexOf('hello') + 3) + two, ['m2']],
    ['behind one that is cut before a value', one.slice(0, one.indexOf('"hello"')) + two, ['m2']],
    ['behind one that is cut within a key', one.slice(0, one.indexOf('stop_reason') + 4) + two, ['m2']],
    ['behind one that lacks its last bracket', one.slice(0, -1) + two, ['m2']],
    ['between two that are cut', one.slice(0, 80) + two + three.slice(0, 200), ['m2']],
    ['before the rest of one', one + two.slice(100), ['m1']],
    ['behind bytes of something else', `x"}]}}${one}`, ['m1']],
  ])('%s', (_, line, keys) => {
    const told = keys.length === 1 ? '1 whole record' : `${keys.length} whole records`;
    expect(foundOn(line)).toEqual([keys, [`bad-line: not JSON, but ${told} on it`]]);
  });

  test('whatever kind of record it is, as long as it stands by itself', () => {
    const title = JSON.stringify({ type: 'custom-title', customTitle: 'x' });
    expect(parseLines(title + JSON.stringify(user('hi'))).records.map(({ kind }) => kind)).toEqual(['title', 'prompt']);
  });

  test.each<[string, string]>([
    ['of which no record is whole', one.slice(0, -20)],
    ['a part of which looks like a record that names no session', `{"data":${JSON.stringify(assistant())},"x":`],
    ['that quotes a record', `{"text":${JSON.stringify(one)},"x":`],
    ['of objects that are no records', '{}{"a":1}{"type":7}{"b":{}}'],
  ])('but nothing comes of one %s', (_, line) => {
    expect(parseLines(line)).toEqual({ records: [], oddities: [{ kind: 'bad-line', line: 1, detail: 'not JSON' }] });
  });

  test('in the time that a line takes, also where nothing on it is ever closed', () => {
    const begun = performance.now();
    expect(foundOn('{"a":'.repeat(200_000))).toEqual([[], ['bad-line: not JSON']]);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
