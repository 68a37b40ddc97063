// One key away: ? help, / search, g then a letter goes to a page. Single keys can be switched off (WCAG 2.1.4).
import { isTyping, on, whenAdded } from "./dom";

const OFF = "single-keys-off";
const WAIT_FOR_SECOND_MS = 1200;
let waitsUntil = 0;

export const singleKeysWork = (): boolean => localStorage.getItem(OFF) === null;

function open(id: string): void {
  const dialog = document.getElementById(id) as HTMLDialogElement | null;
  if (!dialog || document.querySelector("dialog[open]")) return;
  if (id === "keys") tellKeys(dialog);
  dialog.showModal();
}

function go(letter: string): void {
  document.querySelector<HTMLAnchorElement>(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.code === "KeyK") {
    event.preventDefault();
    open("palette");
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || !singleKeysWork()) return;
  if (document.querySelector("dialog[open]")) return;
  // The key's place, not its letter: on a Persian keyboard the same key gives another letter.
  if (event.code === "KeyG" && !event.shiftKey) waitsUntil = Date.now() + WAIT_FOR_SECOND_MS;
  else if (Date.now() < waitsUntil && event.code.startsWith("Key")) {
    waitsUntil = 0;
    go(event.code.slice(3).toLowerCase());
  } else if (event.code === "Slash") {
    event.preventDefault();
    const onPage = document.querySelector<HTMLInputElement>("main [data-search]");
    if (event.shiftKey) open("keys");
    else if (onPage) onPage.focus();
    else open("palette");
  } else if (event.code.startsWith("Key") && !event.shiftKey) press(event, event.code.slice(3).toLowerCase());
});

// A page gives its own deeds a key by data-key: a button is pressed, a field gets the focus. What is done to rows is done to those that
// are picked, else to the one that has the focus.
function press(event: KeyboardEvent, letter: string): void {
  const target = document.querySelector<HTMLElement>(`main [data-key="${CSS.escape(letter)}"]`);
  if (!target) return;
  const rows = target.closest("[data-table]");
  if (rows && !rows.querySelector("[data-pick]:checked")) {
    const here = document.activeElement?.closest("tr")?.querySelector<HTMLInputElement>("[data-pick]");
    if (!here || !rows.contains(here)) return;
    here.click();
  }
  event.preventDefault();
  if (target instanceof HTMLButtonElement) target.click();
  else target.focus();
}

// The help tells the keys of the page that it is opened on.
function tellKeys(dialog: Element): void {
  const list = dialog.querySelector("dl");
  if (!list) return;
  for (const old of list.querySelectorAll("[data-own]")) old.remove();
  for (const target of document.querySelectorAll<HTMLElement>("main [data-key]")) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = (target.dataset.key ?? "").toUpperCase();
    term.append(key);
    const said = document.createElement("dd");
    const copy = target.cloneNode(true) as HTMLElement;
    for (const kbd of copy.querySelectorAll("kbd")) kbd.remove();
    const label = document.querySelector<HTMLElement>(`label[for="${CSS.escape(target.id)}"]`);
    said.textContent = target instanceof HTMLButtonElement ? copy.textContent?.trim() ?? "" : label?.textContent?.trim() ?? target.getAttribute("placeholder") ?? "";
    for (const part of [term, said]) part.dataset.own = "";
    list.append(term, said);
  }
}

whenAdded("[data-single-keys]", (box) => ((box as HTMLInputElement).checked = singleKeysWork()));
on("change", "[data-single-keys]", (box) => {
  if ((box as HTMLInputElement).checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
