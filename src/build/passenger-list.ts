import {
  type Accrual,
  ANSWER_PARTS,
  type AnswerPart,
  type AnswerTokens,
  type Passenger,
  type PassengerKind,
  type ThreadContext,
} from '../model/context.ts';
import type { Sighting } from '../model/session-rows.ts';
import type { Entrant } from './entrants-of.ts';

/** A passenger while its thread is followed. */
type Draft = { -readonly [Key in keyof Passenger]: Passenger[Key] };

/** Kinds of which one passenger enters several times. The fixed context is each session's own. */
const SEVERAL_ENTRIES: ReadonlySet<PassengerKind> = new Set(['output', 'hook', 'unattributed']);

/** Who has been in the prompts of a thread, each known by its number. */
export class PassengerList {
  private readonly drafts: Draft[] = [];
  private readonly single = new Map<PassengerKind, number>();
  private readonly named = new Map<string, number>();
  /** The one of all earlier answers, behind which those of their parts stand; -1 before any. */
  private answers = -1;
  private readonly accruals: Accrual[] = [];
  /** What the next response is the first to have in its prompt. */
  private open: Omit<Accrual, 'sighting'>[] = [];

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

  /** The one passenger of a kind. */
  one(kind: PassengerKind): number {
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
  foldOf(passenger: number): number {
    const kind = this.kindOf(passenger);
    return kind === 'output' ? passenger : this.one(kind);
  }

  kindOf(passenger: number): PassengerKind {
    return this.drafts[passenger]?.kind ?? 'unattributed';
  }

  /** True where a passenger is this part of the fixed context. */
  is(passenger: number, part: Entrant): boolean {
    const known = this.drafts[passenger];
    return known?.kind === part.kind && known.tool === part.tool && known.label === part.label;
  }

  /** So many tokens of it entered; `isCopy` where another session had the same first. */
  entered(passenger: number, tokens: number, isCopy: boolean): void {
    const draft = this.drafts[passenger];
    if (draft === undefined) return;
    draft.tokens += tokens;
    if (isCopy) draft.copied += tokens;
    if (SEVERAL_ENTRIES.has(draft.kind)) this.open.push({ passenger, tokens });
    if (draft.kind === 'output' && passenger !== this.answers) this.entered(this.answers, tokens, isCopy);
  }

  /** The response whose prompt is the first with what entered since the one before it. */
  answered(sighting: Sighting): void {
    for (const entry of this.open) this.accruals.push({ ...entry, sighting });
    this.open = [];
  }

  /** So many characters of it lay in one prompt: what comes in parts has those of the prompt with the most. */
  lay(passenger: number, chars: number): void {
    const draft = this.drafts[passenger];
    if (draft !== undefined && isNamed(draft)) draft.chars = Math.max(draft.chars, chars);
  }

  result(): Pick<ThreadContext, 'passengers' | 'accruals'> {
    return { passengers: this.drafts, accruals: this.accruals };
  }
}

/** Of these there is one by its name: its parts may come at several times. */
function isNamed({ kind }: Pick<Passenger, 'kind'>): boolean {
  return kind === 'base' || kind === 'hook';
}

function isAnswerPart(name: string): name is AnswerPart {
  return (ANSWER_PARTS as readonly string[]).includes(name);
}
