// Rows by keyboard (arrows or j and k, Enter opens, x picks), picking many, and the count of what is picked.
import { isTyping, on } from "./dom";
import { singleKeysWork } from "./keyboard";

const rowsOf = (table: Element): HTMLElement[] => [...table.querySelectorAll<HTMLElement>("tbody tr[tabindex]")];

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey || document.querySelector("dialog[open]")) return;
  const focused = event.target instanceof Element ? event.target.closest<HTMLElement>("tbody tr[tabindex]") : null;
  const table = focused?.closest("[data-table]") ?? document.querySelector("[data-table]");
  if (!table) return;
  const rows = rowsOf(table);
  const at = focused ? rows.indexOf(focused) : -1;
  const step = stepOf(event, focused !== null);
  if (step) {
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  } else if (focused && event.target === focused && event.key === "Enter") focused.querySelector<HTMLAnchorElement>("a[href]")?.click();
  else if (focused && event.code === "KeyX" && singleKeysWork()) focused.querySelector<HTMLInputElement>("[data-pick]")?.click();
});

function stepOf(event: KeyboardEvent, inTable: boolean): number {
  if (inTable && event.key === "ArrowDown") return 1;
  if (inTable && event.key === "ArrowUp") return -1;
  if (!singleKeysWork() || event.shiftKey) return 0;
  return { KeyJ: 1, KeyK: -1 }[event.code] ?? 0;
}

function recount(table: HTMLElement): void {
  const picks = [...table.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const picked = picks.filter((box) => box.checked).length;
  table.classList.toggle("has-picked", picked > 0);
  const count = table.querySelector("[data-picked-count]");
  if (count) count.textContent = new Intl.NumberFormat(document.documentElement.dataset.numbers).format(picked);
  const all = table.querySelector<HTMLInputElement>("[data-pick-all]");
  if (!all) return;
  all.checked = picked > 0 && picked === picks.length;
  all.indeterminate = picked > 0 && picked < picks.length;
}

on("change", "[data-pick]", (box) => recount(box.closest<HTMLElement>("[data-table]")!));
on("change", "[data-pick-all]", (box) => {
  const table = box.closest<HTMLElement>("[data-table]")!;
  for (const pick of table.querySelectorAll<HTMLInputElement>("[data-pick]")) pick.checked = (box as HTMLInputElement).checked;
  recount(table);
});
