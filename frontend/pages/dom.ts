// Small words that the other modules share.

/** Call `use` with every element that matches, now and whenever htmx brings new ones; once for each element. */
export function whenAdded(selector: string, use: (element: Element) => void): void {
  const seen = new WeakSet<Element>();
  const look = (root: ParentNode & Node) => {
    const found = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (seen.has(element)) continue;
      seen.add(element);
      use(element);
    }
  };
  const start = () => look(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:load", (event) => look((event as CustomEvent<{ elt: Element }>).detail.elt));
}

/** Listen once on the document for events whose target lies in an element that matches. */
export function on(type: string, selector: string, act: (element: HTMLElement, event: Event) => void): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) act(element, event);
  });
}

let sentences: Record<string, string> | undefined;

/** A sentence in the reader's language; the page carries them. */
export function word(key: string): string {
  sentences ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<string, string>;
  return sentences[key] ?? key;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

export const readsRightToLeft = (): boolean => document.documentElement.dir === "rtl";
