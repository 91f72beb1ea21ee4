import { expect, it } from 'vitest';
import { labelAmong, sessionLabel, shortId } from '../../src/model/session-label.ts';

const ID = 'aaaaaaaa-0000-4000-8000-000000000001';

it.each([
  ['the label', 'Release', 'Fix the parser', 'Release'],
  ['the title', null, 'Fix the parser', 'Fix the parser'],
  ['the title, where the label is empty', '', 'Fix the parser', 'Fix the parser'],
  ['the title, where nothing of the label can be shown', '\u001b[2J\u0007', 'Fix the parser', 'Fix the parser'],
  ['the head of the id', null, '', 'aaaaaaaa'],
  ['a label in which nothing acts on a terminal', 'red\u001b[31m\u202e line\n', '', 'red line'],
])('a session is named by %s', (_, label, title, name) => {
  expect(sessionLabel({ sessionId: ID, label, title })).toBe(name);
});

it('a session that is not known is named by its id', () => {
  expect(labelAmong(new Map([[ID, { sessionId: ID, label: null, title: 'Known' }]]), ID)).toBe('Known');
  expect(labelAmong(new Map(), ID)).toBe('aaaaaaaa');
});

it('the head of an id has nothing in it that acts on a terminal', () => {
  expect(shortId('\u001b[2Jabc')).toBe('abc');
});
