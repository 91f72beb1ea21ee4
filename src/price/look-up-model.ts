import type { ListedModel, PriceList } from './price-list.ts';

/** A model of a list, and whose price it is. */
export interface ListedFor {
  readonly vendor: string;
  readonly model: ListedModel;
}

/**
 * Finds a model of a transcript in somebody else's list; null when it is not there. The vendor that the id names comes
 * first, then whoever makes the model, then OpenRouter, which resells most. Never for a Claude model: such lists take
 * an unknown one for its next of kin.
 */
export function lookUpModel(list: PriceList, written: string): ListedFor | null {
  const id = written.trim().toLowerCase().replace(CONTEXT_MARK, '').replace(/^~/, '');
  if (!mayBeListed(id)) return null;
  for (const text of new Set([id, id.replace(ROUTE, '')])) {
    for (const [vendor, name] of candidates(list, text)) {
      const model = list.find(vendor, name);
      if (model !== null && !/claude/i.test(model.id)) return { vendor, model };
    }
  }
  return null;
}

/** Whether a model of this name is one to look up: not one of Anthropic's, and not one that answered nothing. */
export function mayBeListed(written: string): boolean {
  return written.trim() !== '' && !/^<|claude|anthropic/i.test(written) && !ANTHROPIC_FAMILY.test(written);
}

function* candidates(list: PriceList, id: string): Generator<readonly [vendor: string, name: string]> {
  const parts = id.split('/');
  const last = parts.at(-1) ?? id;
  if (parts.length > 1) {
    for (const vendor of vendorsNamed(list, parts[0] ?? '')) {
      yield [vendor, parts.slice(1).join('/')];
      yield [vendor, id];
      yield [vendor, last];
    }
    const maker = list.makerOf(id);
    if (maker !== null) yield [maker, id];
  }
  for (const vendor of makersOf(list, last)) yield [vendor, last];
  if (parts.length > 1) yield [RESELLER, parts.slice(-2).join('/')];
  for (const [prefix, pattern] of RESOLD_AS) if (pattern.test(last)) yield [RESELLER, `${prefix}/${last}`];
}

function vendorsNamed(list: PriceList, word: string): readonly string[] {
  const known = VENDORS.find(([words]) => words.includes(word));
  if (known !== undefined) return known[1];
  const named = list.vendorNamed(word);
  return named === null ? [] : [named];
}

/** Of GLM models the list has two prices: that of Z.ai in dollars, and the Chinese one, which it takes by itself. */
function makersOf(list: PriceList, model: string): readonly string[] {
  if (model.startsWith('glm')) return ['zai', 'zhipuai'];
  const maker = list.makerOf(model);
  return maker === null ? [] : [maker];
}

const CONTEXT_MARK = /\s*\[[^\]]*\]$/;
/** How a gateway is to serve the model, which changes nothing of its list price; `:free` does, and a size is another model. */
const ROUTE = /:(?:thinking(?::[a-z]+)?|exacto|nitro|floor|online|cloud)$/;
const ANTHROPIC_FAMILY = /(?:^|[^a-z])(?:opus|sonnet|haiku|fable|mythos)(?:[^a-z]|$)/i;

/** Words in front of `/`, and the vendors that they mean; what is not here, the list is asked. */
const VENDORS: readonly (readonly [words: readonly string[], vendors: readonly string[]])[] = [
  [
    ['z-ai', 'zai', 'zai-org', 'zhipu', 'zhipuai', 'bigmodel', 'thudm'],
    ['zai', 'zhipuai'],
  ],
  [['deepseek', 'deepseek-ai'], ['deepseek']],
  [['moonshotai', 'moonshot', 'kimi'], ['moonshotai']],
  [['minimax', 'minimaxai'], ['minimax']],
  [['x-ai', 'xai'], ['x-ai']],
  [['google', 'gemini', 'vertex_ai', 'vertex'], ['google']],
  [['fireworks', 'fireworks_ai'], ['fireworks']],
  [['together', 'together_ai', 'togethercomputer'], ['together']],
  [['bedrock', 'aws', 'amazon'], ['aws']],
];

const RESELLER = 'openrouter';

/** What OpenRouter calls the makers of models. */
const RESOLD_AS: readonly (readonly [prefix: string, pattern: RegExp])[] = [
  ['qwen', /^(?:qwen|qwq)/],
  ['z-ai', /^glm/],
  ['deepseek', /^deepseek/],
  ['moonshotai', /^kimi/],
  ['minimax', /^minimax/],
  ['x-ai', /^grok/],
  ['google', /^(?:gemini|gemma)/],
  ['openai', /^(?:gpt|o\d)/],
  ['mistralai', /^(?:mi[sx]tral|codestral|devstral|magistral|ministral)/],
  ['xiaomi', /^mimo/],
  ['stepfun', /^step/],
  ['nvidia', /^nemotron/],
  ['meta-llama', /^llama/],
];
