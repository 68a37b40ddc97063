// One key away: ? help, / search, g then a letter goes to a page. Single keys can be switched off (WCAG 2.1.4).
import { isTyping, on, whenAdded } from "./dom";

const OFF = "single-keys-off";
const WAIT_FOR_SECOND_MS = 1200;
let waitsUntil = 0;

export const singleKeysWork = (): boolean => localStorage.getItem(OFF) === null;

function open(id: string): void {
  const dialog = document.getElementById(id) as HTMLDialogElement | null;
  if (dialog && !document.querySelector("dialog[open]")) dialog.showModal();
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
  }
});

whenAdded("[data-single-keys]", (box) => ((box as HTMLInputElement).checked = singleKeysWork()));
on("change", "[data-single-keys]", (box) => {
  if ((box as HTMLInputElement).checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
