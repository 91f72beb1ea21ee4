import { describe, expect, it } from 'vitest';
import { transcriptFolder } from '../corpus.ts';
import { countFolder } from './count.ts';

const KNOWN = [
  {
    folder: 'wandb+weave-claude-code',
    totals: {
      responses: 15,
      input_tokens: 20_713,
      output_tokens: 1_512,
      cache_read_tokens: 715_265,
      cache_write_5m_tokens: 88_319,
      cache_write_1h_tokens: 113_194,
    },
  },
  {
    folder: 'PackmindHub+context-evaluator',
    totals: {
      responses: 3_020,
      input_tokens: 11_680,
      output_tokens: 213_554,
      cache_read_tokens: 203_595_372,
      cache_write_5m_tokens: 440_851,
      cache_write_1h_tokens: 7_505_909,
    },
    recovered: 150,
    unfinished: 2_980,
  },
];

describe('the independent count arrives at the totals known for public transcripts', () => {
  for (const { folder, ...known } of KNOWN) {
    const path = transcriptFolder(folder);
    const absent = path === null ? ` (skipped: there is no ${folder} in ../shared/transcripts)` : '';
    it.skipIf(path === null)(`${folder}${absent}`, () => {
      expect(countFolder(path ?? '')).toMatchObject(known);
    });
  }
});
