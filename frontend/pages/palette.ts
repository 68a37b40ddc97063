// The command palette: a combobox whose list the server fills.
import htmx from "htmx.org";

const palette = document.getElementById("palette") as HTMLDialogElement | null;
const input = palette?.querySelector<HTMLInputElement>("input");
const found = palette?.querySelector<HTMLElement>(".palette-found");

const items = (): HTMLElement[] => [...(found?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];

function choose(index: number): void {
  const all = items();
  if (!all.length) return;
  const chosen = all[(index + all.length) % all.length]!;
  for (const item of all) item.setAttribute("aria-selected", String(item === chosen));
  input?.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

if (palette && input && found) {
  const observer = new MutationObserver(() => choose(0));
  observer.observe(found, { childList: true });
  // What it lists is fetched when it opens for the first time, not with every page.
  new MutationObserver(() => palette.open && htmx.trigger(input, "opened")).observe(palette, { attributeFilter: ["open"] });
  // Whoever types and presses Enter at once means what they typed, not what was listed before: then the list is waited for.
  let isOfWords = true;
  let isWanted = false;
  input.addEventListener("input", () => {
    isOfWords = isWanted = false;
  });
  found.addEventListener("htmx:afterSettle", (event) => {
    const asked = (event as CustomEvent<{ requestConfig?: { parameters?: { q?: string } } }>).detail.requestConfig?.parameters?.q;
    isOfWords = (asked ?? "") === input.value;
    if (isOfWords && isWanted) items()[0]?.click();
    isWanted &&= !isOfWords;
  });
  input.addEventListener("keydown", (event) => {
    const at = items().findIndex((item) => item.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(at + step);
    else if (event.key === "Enter" && !isOfWords) isWanted = true;
    else if (event.key === "Enter") items()[at]?.click();
    else return;
    event.preventDefault();
  });
}
