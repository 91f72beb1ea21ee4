/** What can stand within an element: text is always text, never markup. */
export type Child = Node | string | number | null | false | undefined | readonly Child[];

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>>;

/** An element with attributes and children; what begins with `on` listens; null, undefined and false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Adds children to an element. */
export function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(typeof child === 'number' ? String(child) : (child as Node | string));
  }
}

/** Puts these children in place of those that are there. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** Styles by script alone: the page's policy lets no attribute have one. */
export function styled<E extends HTMLElement>(element: E, styles: Readonly<Record<string, string>>): E {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
  return element;
}

/** A name that somebody else chose: its direction ends where it ends. */
export function named(text: string, className = ''): HTMLElement {
  return h('bdi', { class: className || null, title: text.length > 24 ? text : null }, text);
}

/** A command to copy. */
export function command(text: string): HTMLElement {
  const state = h('span', { class: 'copied', 'aria-live': 'polite' });
  const button = h(
    'button',
    { class: 'command', type: 'button', title: 'copy', onclick: copy },
    h('code', {}, text),
    state,
  );
  async function copy() {
    const isCopied = await copied(text, button);
    state.textContent = isCopied ? 'copied' : 'press Ctrl+C';
    setTimeout(() => {
      state.textContent = '';
    }, 1500);
  }
  return button;
}

async function copied(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A browser may keep the clipboard from a file: the text is selected instead.
    const code = beside.querySelector('code');
    if (code !== null) getSelection()?.selectAllChildren(code);
    return false;
  }
}

const tip = h('div', { class: 'tip', role: 'presentation', hidden: true });

/** Shows a box beside the pointer; without children it goes. */
export function tooltip(at: { readonly clientX: number; readonly clientY: number } | null, ...children: Child[]): void {
  if (at === null) {
    tip.hidden = true;
    return;
  }
  if (tip.parentNode === null) document.body.append(tip);
  fill(tip, ...children);
  tip.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = at.clientX + 14 + width > innerWidth ? at.clientX - width - 14 : at.clientX + 14;
  const top = Math.min(at.clientY + 14, innerHeight - height - 8);
  styled(tip, { left: `${Math.max(8, left)}px`, top: `${Math.max(8, top)}px` });
}

/** Lines of a tooltip: what, and how much. */
export function tipRows(title: string, rows: readonly (readonly [string, string, string?])[]): Child {
  return [
    h('div', { class: 'tip-title' }, title),
    h(
      'dl',
      {},
      rows.map(([name, value, swatch]) => [
        h('dt', {}, swatch === undefined ? null : h('i', { class: `swatch ${swatch}` }), named(name)),
        h('dd', {}, value),
      ]),
    ),
  ];
}

const probe = h('i', { hidden: true });

/** A colour of the style sheet as the theme has it, for a canvas. */
export function colourOf(name: string): string {
  if (probe.parentNode === null) document.body.append(probe);
  styled(probe, { color: `var(--${name})` });
  return getComputedStyle(probe).color;
}

/** The letters of a canvas, those of the page. */
export function chartFont(): string {
  return `12px ${getComputedStyle(document.body).fontFamily}`;
}

/** One of a few, as buttons of which one is pressed. */
export function choice<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const group = h('div', { class: 'choice', role: 'group', 'aria-label': label });
  const buttons = options.map(([value, words]) =>
    h('button', { type: 'button', 'aria-pressed': String(value === chosen), onclick: () => choose(value) }, words),
  );
  function choose(value: T) {
    for (const [i, [each]] of options.entries()) buttons[i]?.setAttribute('aria-pressed', String(each === value));
    onChoose(value);
  }
  append(group, buttons);
  return group;
}
