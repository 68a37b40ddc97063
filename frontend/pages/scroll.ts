// What is larger than its place scrolls; only then does the keyboard stop at it, under the name of its card.
import { whenAdded } from "./dom";

const watcher = new ResizeObserver((changes) => {
  for (const { target } of changes) settle(target.closest<HTMLElement>(".table-scroll"));
});

whenAdded(".table-scroll", (place) => {
  settle(place as HTMLElement);
  watcher.observe(place);
  if (place.firstElementChild) watcher.observe(place.firstElementChild);
});

function settle(place: HTMLElement | null): void {
  if (!place) return;
  const isLong = place.matches(".bounded") && place.scrollHeight > place.clientHeight + 1;
  const scrolls = place.scrollWidth > place.clientWidth || isLong;
  if (scrolls === place.hasAttribute("tabindex")) return;
  if (scrolls) for (const [name, value] of stop(place)) place.setAttribute(name, value);
  else for (const name of ["tabindex", "role", "aria-label"]) place.removeAttribute(name);
}

function stop(place: HTMLElement): [string, string][] {
  const heading = place.closest(".card")?.querySelector("h2, h3") ?? document.querySelector("h1");
  return [["tabindex", "0"], ["role", "group"], ["aria-label", heading?.textContent?.trim() || document.title]];
}

// A row of tabs that does not fit begins where its reader stands.
whenAdded(":is(.tabs, .side-tabs) [aria-current]", (tab) => {
  const row = tab.closest<HTMLElement>(".tabs, .side-tabs");
  if (!row || row.scrollWidth <= row.clientWidth) return;
  const at = tab.getBoundingClientRect();
  const around = row.getBoundingClientRect();
  row.scrollBy({ left: at.left + at.width / 2 - (around.left + around.width / 2), behavior: "instant" });
});
