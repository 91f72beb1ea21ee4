import { AGENT_FLAGS, AGENT_LIMITS, type AgentFlag, type NotJudged } from '../analyse/agent-flags.ts';
import type { FlaggedAgents } from '../analyse/flagged-agents.ts';
import { counted, fullCount } from '../model/counted.ts';
import { FLAG_WORDS } from './agent-table.ts';
import { roundPercent } from './format-number.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

const WHY_NOT_JUDGED: Readonly<Record<NotJudged, string>> = {
  no_transcript: 'without a transcript',
  cut: 'only partly in this window',
  unfinished: 'with unfinished output',
  unpriced: 'without a list price',
};

const OUTPUT = `for output below ${fullCount(AGENT_LIMITS.belowOutputTokens)}`;

const MEANINGS: Readonly<Record<AgentFlag, string>> = {
  over_provisioned: `${fullCount(AGENT_LIMITS.leastSentTokens)} or more tokens sent ${OUTPUT}`,
  over_powered: `premium model ${OUTPUT}, at most ${AGENT_LIMITS.mostToolCalls} calls`,
};

/** How much of the cost is concentrated in flagged agents, what the flags mean, and which agents were not judged. */
export function flagLines(flagged: FlaggedAgents, look: Look): string[] {
  const found = AGENT_FLAGS.filter((flag) => flagged.byFlag[flag] > 0);
  const meaning = found.map((flag) => `${FLAG_WORDS[flag]} (${flagged.byFlag[flag]}): ${MEANINGS[flag]}`).join('; ');
  return [
    ...wrap(`${concentration(flagged)}${notJudged(flagged)}`, look.width),
    ...(meaning === '' ? [] : wrap(`${meaning}.`, look.width).map(look.paint.dim)),
  ];
}

function concentration({ agents, judged, share, shareOfAll }: FlaggedAgents): string {
  if (judged === 0) return 'No agent could be judged.';
  if (agents === 0) return `None of ${counted(judged, 'judged agent')} has a flag.`;
  const weight = `${roundPercent(share.listPrice)} of the agents' cost, ${roundPercent(share.tokens)} of their tokens`;
  const all = `${roundPercent(shareOfAll.listPrice)} of all cost`;
  return `Flagged: ${fullCount(agents)} of ${counted(judged, 'judged agent')}, with ${weight}; ${all}.`;
}

function notJudged({ notJudged: counts }: FlaggedAgents): string {
  const reasons = (Object.keys(WHY_NOT_JUDGED) as NotJudged[]).filter((why) => counts[why] > 0);
  if (reasons.length === 0) return '';
  return ` Not judged: ${reasons.map((why) => `${fullCount(counts[why])} ${WHY_NOT_JUDGED[why]}`).join(', ')}.`;
}
