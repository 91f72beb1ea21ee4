import type { LedgerItem } from '../../analyse/context-ledger.ts';
import { toolNames } from '../../model/tool-kind.ts';
import { cutPaths } from '../fit-target.ts';
import { partName } from '../fixed-context-lines.ts';
import type { Look } from '../style.ts';
import { KIND_NAMES } from './words.ts';

/** Tools that are called on a file. */
const FILE_TOOLS: readonly string[] = toolNames('read', 'edit');

/** What an item of a ledger is called in `room` columns. The end of a path says more than its beginning. */
export function itemName(
  { kind, tool, label }: Pick<LedgerItem, 'kind' | 'tool' | 'label'>,
  room: number,
  { unicode }: Look,
): string {
  if (kind === 'base' && label !== '') return partName(tool, label);
  const own = kind === 'tool' ? tool || (label === '' ? KIND_NAMES.tool : '') : nameOfOne(kind, label);
  if (label === '') return kind === 'image' && tool !== '' ? `${own} ${tool}` : own;
  if (kind === 'attachment' && /^[a-z_]+$/.test(label)) return label.replaceAll('_', ' ');
  const head = own === '' ? '' : `${own} `;
  const isTarget = kind === 'tool' || kind === 'image' || kind === 'memory';
  return head + (isTarget ? cutPaths(label, Math.max(8, room - head.length), unicode ? '…' : '~') : label);
}

/** The file that an item is, where its whole path is known; of files by themselves no tool is named. */
export function pathOfItem({ kind, tool, label }: Pick<LedgerItem, 'kind' | 'tool' | 'label'>): string | null {
  const isFile = kind === 'memory' || (kind === 'tool' && (tool === '' || FILE_TOOLS.includes(tool)));
  return isFile && !label.startsWith('…') ? label : null;
}

/** Of a single one of many. */
function nameOfOne(kind: LedgerItem['kind'], label: string): string {
  return label === '' ? KIND_NAMES[kind] : (SINGLE[kind] ?? KIND_NAMES[kind]);
}

const SINGLE: Readonly<Partial<Record<LedgerItem['kind'], string>>> = {
  ...{ prompt: 'prompt', memory: 'memory', image: 'image', skill: 'skill', hook: 'hook', attachment: 'attachment' },
};
