// What happens on a page without anybody writing a call: clicks, clicks in anger, clicks without effect, forms left behind, errors.
// What is typed is never read: a field is known by its name only.
import type { Client } from "./client";
import { mask, maskPath } from "./mask";

const ACTIVE = "a[href],button,summary,[role=button],[role=link],[role=tab],[role=menuitem],input[type=submit],input[type=button],input[type=image],[data-hs-track]";
const TYPED = "input:not([type=submit]):not([type=button]):not([type=image]),textarea,select,[contenteditable]:not([contenteditable=false])";
const PRIVATE = "[data-hs-ignore]";
const RAGE_CLICKS = 3;
const RAGE_PAUSE = 700;
const RAGE_REACH = 30;
const DEAD_AFTER = 1500;
const MOST_ERRORS = 10;

const path = (): string => maskPath(location.pathname);

export function capture(client: Client): void {
  clicks(client);
  forms(client);
  errors(client);
}

function describe(element: Element): { text: string; selector: string; path: string } {
  return { text: textOf(element), selector: selectorOf(element), path: path() };
}

function textOf(element: Element): string {
  if (element.closest("[data-hs-mask]")) return "";
  const label = element.getAttribute("aria-label") ?? (element instanceof HTMLInputElement ? element.getAttribute("value") : spoken(element)) ?? element.getAttribute("title") ?? "";
  return mask(label.replace(/\s+/g, " ").trim()).slice(0, 80);
}

/** Visible words, without those of fields inside. */
function spoken(element: Element): string {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += " " + (node.textContent ?? "");
    else if (node instanceof Element && !node.matches(`${TYPED},script,style,[data-hs-mask],${PRIVATE}`)) text += spoken(node);
    if (text.length > 300) break;
  }
  return text;
}

function selectorOf(element: Element): string {
  const parts: string[] = [];
  for (let at: Element | null = element; at && parts.length < 4 && at !== document.body; at = at.parentElement) {
    const id = at.id && !/\d{3}|@/.test(at.id) ? "#" + at.id : "";
    const same = id || !at.parentElement ? [] : [...at.parentElement.children].filter((other) => other.tagName === at!.tagName);
    parts.unshift(at.tagName.toLowerCase() + (id || (same.length > 1 ? `:nth-of-type(${same.indexOf(at) + 1})` : "")));
    if (id) break;
  }
  return parts.join(">").slice(0, 200);
}

function clicks(client: Client): void {
  let burst: MouseEvent[] = [];
  let angry: Element;
  let timer = 0;
  const end = (): void => {
    if (burst.length >= RAGE_CLICKS) client.track("Rage Clicked", { ...describe(angry), clicks: burst.length });
    burst = [];
  };
  document.addEventListener(
    "click",
    (event) => {
      const target = event.composedPath()[0];
      if (!(target instanceof Element) || target.closest(PRIVATE)) return;
      const active = target.closest(ACTIVE);
      if (active && !active.closest(TYPED)) {
        client.track("Element Clicked", describe(active));
        watch(client, active);
      }
      if (target.closest(TYPED)) return;
      const last = burst[burst.length - 1];
      if (last && (event.timeStamp - last.timeStamp > RAGE_PAUSE || Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) > RAGE_REACH)) end();
      burst.push(event);
      angry = active ?? target;
      clearTimeout(timer);
      timer = window.setTimeout(end, RAGE_PAUSE);
    },
    true,
  );
}

/** A click that changes nothing: no element, no address, no focus, no scroll, no request. A link that leads elsewhere has its own effect. */
function watch(client: Client, element: Element): void {
  const link = element.closest("a[href]");
  const leads = link instanceof HTMLAnchorElement && !/^(#|javascript:|$)/.test(link.getAttribute("href") ?? "");
  if (leads || element.matches("[type=submit],[type=image]") || (element instanceof HTMLButtonElement && element.form && element.type === "submit")) return;
  const found = describe(element);
  const start = { href: location.href, focus: document.activeElement, requests: performance.getEntriesByType("resource").length };
  let alive = false;
  const notice = (): void => void (alive = true);
  const observer = new MutationObserver(notice);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const signs = ["scroll", "pagehide", "visibilitychange", "focusin", "selectionchange", "toggle", "play"];
  signs.forEach((sign) => document.addEventListener(sign, notice, true));
  const leaving = setTimeout(() => {
    observer.disconnect();
    signs.forEach((sign) => document.removeEventListener(sign, notice, true));
    const changed = alive || location.href !== start.href || document.activeElement !== start.focus || performance.getEntriesByType("resource").filter((entry) => !entry.name.includes("/v1/batch")).length > start.requests;
    if (!changed) client.track("Dead Clicked", found);
  }, DEAD_AFTER);
  addEventListener("pagehide", () => clearTimeout(leaving), { once: true });
}

interface Touched {
  form: HTMLFormElement;
  name: string;
  field: string;
  since: number;
  path: string;
}

function forms(client: Client): void {
  const touched = new Map<HTMLFormElement, Touched>();
  document.addEventListener(
    "input",
    (event) => {
      const field = event.target as HTMLInputElement;
      const form = field.form;
      if (!form || field.closest(PRIVATE)) return;
      const known = touched.get(form);
      const name = mask(field.name || field.id || field.type);
      touched.set(form, { form, name: nameOf(form), field: name, since: known?.since ?? performance.now(), path: path() });
    },
    true,
  );
  document.addEventListener("submit", (event) => touched.delete(event.target as HTMLFormElement), true);
  const leave = (): void => {
    for (const { name, field, since, path: where } of touched.values()) {
      client.track("Form Abandoned", { form: name, field, seconds: Math.round((performance.now() - since) / 100) / 10, path: where });
    }
    touched.clear();
  };
  leaving(leave);
}

const nameOf = (form: HTMLFormElement): string => mask(form.getAttribute("name") || form.id || form.getAttribute("aria-label") || selectorOf(form));

const leavers: (() => void)[] = [];

/** Called when this page is left, by a load or by a change of the address. */
export function leaving(then: () => void): void {
  if (!leavers.length) addEventListener("pagehide", left, true);
  leavers.push(then);
}

export function left(): void {
  leavers.forEach((then) => then());
}

function errors(client: Client): void {
  const seen = new Set<string>();
  const tell = (said: unknown, code: string): void => {
    const message = mask(String((said as Error | undefined)?.message ?? said ?? "")).slice(0, 300);
    if (!message || seen.has(message) || seen.size >= MOST_ERRORS) return;
    seen.add(message);
    client.track("Error Met", { message, path: path(), code });
  };
  addEventListener("error", (event) => event.message && tell(event.message, event.error?.name ?? "Error"));
  addEventListener("unhandledrejection", (event) => tell(event.reason, event.reason?.name ?? "Rejection"));
}
