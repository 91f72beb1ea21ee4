import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xmlText } from '../../../src/render/share/xml-text.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
const ACTS = /[<>"'\u0000-\u001f\u007f-\u009f\u2028-\u202e\ufffe\uffff\p{Surrogate}]|&(?!amp;|lt;|gt;|quot;|#39;)/u;

/** Halves of pairs too. */
const ANY = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe('a text within XML', () => {
  it('is what it was, read back', () => {
    expect(xmlText(`a <b> & "c" 'd'`)).toBe('a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;');
  });

  it('has no control character, no override of direction, no half of a pair', () => {
    expect(xmlText('\u001b[31mred\u202e\n')).toBe('\\u001b[31mred\\u202e\\u000a');
    expect(xmlText('\ud800x\udc00\uffff')).toBe('\ufffdx\ufffd\ufffd');
    expect(xmlText('\u{1f600}')).toBe('\u{1f600}');
  });

  it('whatever it is, acts on nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY }), (text) => {
        const xml = xmlText(text);
        expect(xml).not.toMatch(ACTS);
        const back = xml.replace(/&(\w+|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
        if (/^[ -~]*$/.test(text)) expect(back).toBe(text);
      }),
    );
  });
});
