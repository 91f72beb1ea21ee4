import type { StringPlace } from './json-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import { addMedia, NO_MEDIA, readBase64Size } from './media-size.ts';
import type { RawAttachment, RawFixedContext } from './raw-record.ts';
import { eachElement, eachMember, readMember } from './read-member.ts';
import { readTextList } from './read-raw-message.ts';
import { readSystem, readTools } from './read-requests.ts';

/** Reads an attachment: its type, what names it, and where its texts stand. */
export function readAttachment(scan: LineScanner): RawAttachment {
  const attachment: RawAttachment = {
    ...{
      type: null,
      commandMode: null,
      isMeta: false,
      originKind: null,
      prompt: null,
      promptMedia: NO_MEDIA,
      file: null,
      path: null,
      hookName: null,
      hookEvent: null,
    },
    ...{ names: [], lines: [], texts: [], files: [], media: NO_MEDIA, fixed: null, surfaced: [], loaded: [] },
  };
  eachMember(scan, (key) => readField(scan, key, attachment));
  return attachment;
}

function readField(scan: LineScanner, key: string, attachment: RawAttachment): void {
  switch (key) {
    case 'type':
    case 'commandMode':
    case 'hookName':
    case 'hookEvent':
      attachment[key] = scan.string();
      return;
    case 'displayPath':
      attachment.file = scan.string();
      return;
    case 'path':
      attachment.path = scan.string();
      return;
    case 'filename': {
      const file = scan.string();
      attachment.file ??= file;
      return;
    }
    case 'isMeta':
      attachment.isMeta = scan.isTrue();
      return;
    case 'origin':
      attachment.originKind = readMember(scan, 'kind');
      return;
    case 'prompt':
      if (scan.atString()) attachment.prompt = scan.stringPlace();
      else {
        const { first, media } = readTextList(scan, null);
        Object.assign(attachment, { prompt: first, promptMedia: media });
      }
      return;
    default:
      readText(scan, key, attachment);
  }
}

/** What the model may have been sent of it, and what that is called. */
function readText(scan: LineScanner, key: string, attachment: RawAttachment): void {
  switch (key) {
    case 'names':
    case 'addedTypes':
    case 'addedNames':
      attachment.names = readNames(scan);
      return;
    case 'addedLines':
    case 'addedBlocks':
      attachment.lines = readStrings(scan);
      return;
    case 'content':
    case 'snippet':
    case 'text':
      readContent(scan, attachment);
      return;
    case 'files':
      readFiles(scan, attachment);
      return;
    case 'systemPrompt':
      fixedOf(attachment).system = readSystem(scan);
      return;
    case 'cliPrefix':
      fixedOf(attachment).prefix = scan.stringPlace();
      return;
    case 'tools':
      fixedOf(attachment).tools = readTools(scan);
      return;
    case 'surfacedNames':
      attachment.surfaced = readNames(scan);
      return;
    case 'entries':
      attachment.loaded = readTools(scan);
      return;
    default:
      scan.skip();
  }
}

function fixedOf(attachment: RawAttachment): RawFixedContext {
  attachment.fixed ??= { system: [], prefix: null, tools: null };
  return attachment.fixed;
}

/** A string; strings or blocks with a text in a list; an object that has it as its own `content`, as a file does. */
function readContent(scan: LineScanner, attachment: RawAttachment): void {
  const text = scan.atString() ? scan.stringPlace() : null;
  if (text !== null) attachment.texts.push(text);
  else if (!scan.enterArray()) readWithin(scan, attachment);
  else while (scan.nextElement()) readElement(scan, attachment);
}

function readElement(scan: LineScanner, attachment: RawAttachment): void {
  if (scan.atString()) readContent(scan, attachment);
  else readWithin(scan, attachment);
}

function readWithin(scan: LineScanner, attachment: RawAttachment): void {
  eachMember(scan, (key) => {
    if (key === 'content' || key === 'text' || key === 'subject' || key === 'file') readContent(scan, attachment);
    else if (key === 'base64') attachment.media = addMedia(attachment.media, readBase64Size(scan));
    else scan.skip();
  });
}

function readStrings(scan: LineScanner): StringPlace[] {
  const strings: StringPlace[] = [];
  eachElement(scan, () => {
    const text = scan.stringPlace();
    if (text !== null) strings.push(text);
  });
  return strings;
}

function readNames(scan: LineScanner): string[] {
  const names: string[] = [];
  eachElement(scan, () => {
    names.push(scan.string() ?? '');
  });
  return names;
}

function readFiles(scan: LineScanner, attachment: RawAttachment): void {
  eachElement(scan, () => {
    const file: RawAttachment['files'][number] = { path: null, text: null };
    eachMember(scan, (key) => {
      if (key === 'path') file.path = scan.string();
      else if (key === 'content') file.text = scan.stringPlace();
      else scan.skip();
    });
    attachment.files.push(file);
  });
}
