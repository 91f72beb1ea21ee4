import { ANSWER_PARTS, type AnswerPart, type AnswerTokens, type Item, type ItemKind } from '../model/context.ts';
import type { Entrant } from './entrants-of.ts';

/** An item while its thread is followed. */
type Draft = { -readonly [Key in keyof Item]: Item[Key] };

/** Kinds of which one item enters several times. The fixed context is each session's own. */
const SEVERAL_ENTRIES: ReadonlySet<ItemKind> = new Set(['output', 'hook', 'unattributed']);

/** Who has been in the prompts of a thread, each known by its number. */
export class ItemList {
  private readonly drafts: Draft[] = [];
  private readonly single = new Map<ItemKind, number>();
  private readonly named = new Map<string, number>();
  /** The one of all earlier answers, behind which those of their parts stand; -1 before any. */
  private answers = -1;
  /** What the next response is the first to have in its prompt, as `Step` has it. */
  private open: number[] = [];

  /** The one that is this entrant. */
  of({ kind, tool, label, content, at, chars, file }: Entrant): number {
    if (kind === 'output') return this.ofAnswers(isAnswerPart(tool) ? tool : 'unknown');
    const name = isNamed({ kind }) ? `${kind} ${tool} ${label}` : '';
    const known = this.named.get(name);
    if (known !== undefined) return known;
    this.drafts.push({ kind, tool, label, content, at, chars, file, tokens: 0, copied: 0 });
    if (name !== '') this.named.set(name, this.drafts.length - 1);
    return this.drafts.length - 1;
  }

  /** The one item of a kind. */
  one(kind: ItemKind): number {
    const known = this.single.get(kind);
    if (known !== undefined) return known;
    const nothing = { tool: '', label: '', content: '', at: null, chars: 0, tokens: 0, file: '', copied: 0 };
    this.drafts.push({ kind, ...nothing });
    this.single.set(kind, this.drafts.length - 1);
    return this.drafts.length - 1;
  }

  /** What earlier answers are as a whole, or a part of them. */
  ofAnswers(part: keyof AnswerTokens): number {
    if (this.answers < 0) {
      this.answers = this.one('output');
      for (const _ of ANSWER_PARTS) this.drafts.push({ ...(this.drafts[this.answers] as Draft) });
    }
    return part === 'unknown' ? this.answers : this.answers + 1 + ANSWER_PARTS.indexOf(part);
  }

  /** The one that stands for it and others of its kind where they are not told apart. */
  foldOf(item: number): number {
    const kind = this.kindOf(item);
    return kind === 'output' ? item : this.one(kind);
  }

  kindOf(item: number): ItemKind {
    return this.drafts[item]?.kind ?? 'unattributed';
  }

  /** True where an item is this part of the fixed context. */
  is(item: number, part: Entrant): boolean {
    const known = this.drafts[item];
    return known?.kind === part.kind && known.tool === part.tool && known.label === part.label;
  }

  /** So many tokens of it entered; `isCopy` where another session had the same first. */
  entered(item: number, tokens: number, isCopy: boolean): void {
    const draft = this.drafts[item];
    if (draft === undefined) return;
    draft.tokens += tokens;
    if (isCopy) draft.copied += tokens;
    if (SEVERAL_ENTRIES.has(draft.kind)) this.open.push(item, tokens);
    if (draft.kind === 'output' && item !== this.answers) this.entered(this.answers, tokens, isCopy);
  }

  /** What entered since the response before, for the one whose prompt is the first with it. */
  answered(): readonly number[] {
    const entered = this.open.slice();
    this.open.length = 0;
    return entered;
  }

  /** So many characters of it lay in one prompt: what comes in parts has those of the prompt with the most. */
  lay(item: number, chars: number): void {
    const draft = this.drafts[item];
    if (draft !== undefined && isNamed(draft)) draft.chars = Math.max(draft.chars, chars);
  }

  result(): readonly Item[] {
    return this.drafts;
  }
}

/** Of these there is one by its name: its parts may come at several times. */
function isNamed({ kind }: Pick<Item, 'kind'>): boolean {
  return kind === 'base' || kind === 'hook';
}

function isAnswerPart(name: string): name is AnswerPart {
  return (ANSWER_PARTS as readonly string[]).includes(name);
}
