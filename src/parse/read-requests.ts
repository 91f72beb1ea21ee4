import { contentHash } from '../model/content-hash.ts';
import type { ToolDefinition } from '../model/context-records.ts';
import { labelOf } from '../model/label.ts';
import { ByteHash } from './hash-bytes.ts';
import { hashKey, hashValue } from './hash-value.ts';
import type { StringPlace } from './json-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import { addMedia, NO_MEDIA, readMediaSize } from './media-size.ts';
import type { RawContextUsage, RawFixedContext, RawRecord, RawRendered, RawRequest } from './raw-record.ts';
import { eachElement, eachMember, readMember } from './read-member.ts';

/** Texts of `rendered`: what the model saw of an attachment. */
export function readRendered(scan: LineScanner): RawRendered {
  const rendered: RawRendered = { texts: [], media: NO_MEDIA };
  eachElement(scan, () =>
    eachMember(scan, (key) => {
      if (key !== 'content') scan.skip();
      else if (scan.atString()) addText(rendered, scan.stringPlace());
      else eachElement(scan, () => readRenderedBlock(scan, rendered));
    }),
  );
  return rendered;
}

function readRenderedBlock(scan: LineScanner, rendered: RawRendered): void {
  eachMember(scan, (key) => {
    if (key === 'text') addText(rendered, scan.stringPlace());
    else if (key === 'source') rendered.media = addMedia(rendered.media, readMediaSize(scan));
    else scan.skip();
  });
}

function addText({ texts }: RawRendered, text: StringPlace | null): void {
  if (text !== null) texts.push(text);
}

/** A system prompt: a list of strings, or of blocks with a text. */
export function readSystem(scan: LineScanner): StringPlace[] {
  const texts: StringPlace[] = [];
  const add = (text: StringPlace | null) => {
    if (text !== null) texts.push(text);
  };
  eachElement(scan, () => {
    if (scan.atString()) add(scan.stringPlace());
    else eachMember(scan, (key) => (key === 'text' ? add(scan.stringPlace()) : scan.skip()));
  });
  return texts;
}

/** `shape` of an `api-request-shape`. */
export function readShape(scan: LineScanner): RawFixedContext {
  const shape: RawFixedContext = { system: [], prefix: null, tools: [] };
  eachMember(scan, (key) => {
    if (key === 'system') shape.system = readSystem(scan);
    else if (key === 'tools') shape.tools = readTools(scan);
    else scan.skip();
  });
  return shape;
}

/** Definitions of tools. A snapshot has what was sent in `schema`, beside a name and a description that repeat it. */
export function readTools(scan: LineScanner): ToolDefinition[] {
  const tools: ToolDefinition[] = [];
  eachElement(scan, () => {
    const whole = scan.position();
    let sent = null as Written | null;
    const tool = { name: '', deferred: false };
    eachMember(scan, (key) => {
      if (key === 'name') tool.name = labelOf(scan.string() ?? '');
      else if (key === 'defer_loading') tool.deferred = scan.isTrue();
      else {
        const start = scan.position();
        scan.skip();
        if (key === 'schema') sent = writtenFrom(scan, start);
      }
    });
    tools.push({ ...tool, ...(sent ?? writtenFrom(scan, whole)) });
  });
  return tools;
}

interface Written {
  readonly chars: number;
  readonly hash: string;
}

/** As it is sent: without white space between its members, whoever wrote the transcript. */
function writtenFrom(scan: LineScanner, start: number): Written {
  const sent = compact(scan.copyFrom(start).toString('utf8'));
  return { chars: sent.length, hash: contentHash(sent) };
}

function compact(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch (error) {
    // The scanner looks into no string that it goes past: what is damaged there is measured as it is.
    if (!(error instanceof SyntaxError)) throw error;
    return json;
  }
}

/** Fields of an `api-request`, and what `/context` measured: rare ones. */
export function readRequestField(scan: LineScanner, key: string, raw: RawRecord): void {
  switch (key) {
    case 'id':
      requestOf(raw).id = scan.string();
      return;
    case 'querySource':
      requestOf(raw).source = scan.string();
      return;
    case 'contextUsage':
      raw.contextUsage = readContextUsage(scan);
      return;
    case 'base':
      requestOf(raw).base = scan.string();
      return;
    case 'keep':
      requestOf(raw).keep = scan.number();
      return;
    case 'tail':
      eachElement(scan, () => {
        requestOf(raw).tail.push(scan.string() ?? '');
      });
      return;
    case 'params':
      readParams(scan, requestOf(raw));
      return;
    default:
      scan.skip();
  }
}

function readContextUsage(scan: LineScanner): RawContextUsage {
  const usage: RawContextUsage = { totalTokens: null, categories: [] };
  eachMember(scan, (key) => {
    if (key === 'total_tokens') usage.totalTokens = scan.number();
    else if (key !== 'categories') scan.skip();
    else {
      eachElement(scan, () => {
        const category: RawContextUsage['categories'][number] = { name: '', tokens: null, kind: '' };
        eachMember(scan, (field) => {
          if (field === 'name' || field === 'kind') category[field] = scan.string() ?? '';
          else if (field === 'tokens') category.tokens = scan.number();
          else scan.skip();
        });
        usage.categories.push(category);
      });
    }
  });
  return usage;
}

function requestOf(raw: RawRecord): RawRequest {
  raw.request ??= {
    id: null,
    source: null,
    base: null,
    keep: null,
    tail: [],
    model: null,
    effort: null,
    betas: '',
    params: '',
  };
  return raw.request;
}

function readParams(scan: LineScanner, request: RawRequest): void {
  const rest = new ByteHash();
  eachMember(scan, (key) => {
    if (key === 'model') request.model = scan.string();
    else if (key === 'betas') request.betas = hashValue(scan).text();
    else if (key === 'output_config') request.effort = readMember(scan, 'effort');
    else {
      const member = hashKey(scan);
      member.add(hashValue(scan));
      rest.addUnordered(member);
    }
  });
  request.params = rest.text();
}
