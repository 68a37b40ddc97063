// A long list of checkboxes: typing narrows it, Enter ticks the first that fits, the arrows walk through what is left.
import { on, whenAdded, word } from "./dom";

const boxes = (list: Element) => [...list.querySelectorAll<HTMLInputElement>("input[type=checkbox]")].filter((box) => !box.closest("[hidden]"));
const labelOf = (box: Element) => box.closest("label")!;

whenAdded("[data-pick-search]", (search) => ((search as HTMLElement).hidden = false));

/** One form for letters of both keyboards; blanks and half-spaces do not count. */
function folded(text: string): string {
  return text.toLowerCase().replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/[آأإ]/g, "ا").replace(/[\s\u200c\u064b-\u0652]/g, "");
}

on("input", "[data-pick-search]", (search) => {
  const list = search.closest("[data-pick]")!;
  const wanted = folded((search as HTMLInputElement).value);
  for (const box of list.querySelectorAll("input[type=checkbox]")) {
    labelOf(box).hidden = !folded(labelOf(box).textContent ?? "").includes(wanted);
  }
  list.querySelector("[data-pick-none]")!.textContent = boxes(list).length ? "" : word("nothingFound");
});

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof HTMLInputElement ? event.target : null;
  const list = target?.closest("[data-pick]");
  if (!target || !list) return;
  const isSearch = target.matches("[data-pick-search]");
  const search = list.querySelector<HTMLInputElement>("[data-pick-search]")!;
  const shown = boxes(list);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = shown.indexOf(target) + step;
    (next < 0 ? search : shown[Math.min(next, shown.length - 1)])?.focus();
  } else if (isSearch && event.key === "Enter") {
    if (search.value) shown[0]?.click();
    search.select();
  } else if (event.key === "Escape" && search.value) {
    search.value = "";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    search.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
