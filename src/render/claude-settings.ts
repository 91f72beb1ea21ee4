import { LEAST_SHARE, type ProposedSettings } from '../analyse/proposed-settings.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import { counted } from '../model/counted.ts';
import { largest } from '../model/long-lists.ts';
import { isoOf } from '../model/time.ts';
import type { AuditNames } from './audit-words.ts';
import { percent } from './format-number.ts';
import type { AnswerFrame } from './json-frame.ts';
import { projectNames } from './project-names.ts';
import { wrap } from './text-width.ts';

const COLUMNS = 77;

/** Projects that are named; the rest is counted. */
const PROJECTS = 5;

/**
 * Settings for Claude Code that try the next tier first, as comments and JSON. Nothing is applied. `opusplan` plans with
 * Opus and works with Sonnet; CLAUDE_CODE_SUBAGENT_MODEL is the model of agents (Claude Code's model configuration).
 */
export function claudeSettings(
  audit: QuotaAudit,
  proposed: ProposedSettings,
  names: AuditNames,
  { provenance, filter }: AnswerFrame,
): string {
  const { turns, agents, candidates } = audit;
  const since = filter.since === null ? '' : ` since ${isoOf(filter.since).slice(0, 10)}`;
  const facts = [
    `Written by 'tj quota-audit --export-config claude-code' from ${counted(provenance.responses, 'response')}${since}. Nothing was applied.`,
    `Sonnet-shaped: ${turns.shaped} of ${counted(turns.units, 'premium turn')}, ${percent(turns.shapedShare.listPrice)} of premium cost (${percent(turns.shapedShare.tokens)} of tokens); ${agents.shaped} of ${counted(agents.units, 'premium agent')}. Runs that pay for their cache rebuilds: ${candidates.length}.`,
    audit.caveat,
    ...projectLines(audit, names),
  ];
  const entries = [...(proposed.turns.isWorthIt ? [MODEL] : []), ...(proposed.agents.isWorthIt ? [AGENTS] : [])];
  const nothing = entries.length === 0 ? [nothingText(proposed)] : [];
  const body = entries.map((entry, i) => `${entry}${i < entries.length - 1 ? ',' : ''}`);
  return [
    ...[...facts, ...nothing, ...(entries.length > 0 ? [HOW] : [])].flatMap((text) => [...comment(text), '//']),
    '{',
    ...body,
    '}',
    '',
  ].join('\n');
}

function nothingText({ turns, agents }: ProposedSettings): string {
  const shares = [turns.share, agents.share].flatMap((share) => (share === null || share === 0 ? [] : [share]));
  if (shares.length === 0) return 'No candidates: there is no setting to try.';
  const most = `${percent(largest(shares, 0))} of cost`;
  return `No setting to try: the most that one would be about is ${most}, and below ${percent(LEAST_SHARE)} none is proposed.`;
}

const HOW =
  'To try it, copy single lines into .claude/settings.json of one project first. That file is plain JSON: leave these comments out.';

const MODEL = `  // Opus for plan mode, Sonnet for the work; /model opus switches one session back.
  "model": "opusplan"`;

const AGENTS = `  // The model of agents.
  "env": { "CLAUDE_CODE_SUBAGENT_MODEL": "sonnet" }`;

/** Where the candidates are, the most turns first. */
function projectLines({ candidates }: QuotaAudit, { sessions }: AuditNames): string[] {
  const turns = new Map<string | null, number>();
  for (const run of candidates) {
    const project = sessions.get(run.sessionId)?.project ?? null;
    turns.set(project, (turns.get(project) ?? 0) + run.turns.length);
  }
  if (turns.size === 0) return [];
  const nameOf = projectNames(turns.keys());
  const sorted = [...turns].sort(([a, m], [b, n]) => n - m || ((a ?? '') < (b ?? '') ? -1 : 1));
  const named = sorted.slice(0, PROJECTS).map(([project, count]) => `${nameOf(project)} (${counted(count, 'turn')})`);
  const more = sorted.length - named.length;
  return [`Projects with candidates: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`];
}

function comment(text: string): string[] {
  return wrap(text, COLUMNS).map((line) => `// ${line}`);
}
