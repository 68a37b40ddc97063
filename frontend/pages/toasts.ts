// Short notes at the edge. Good news leaves by itself; bad news waits until it is closed.
import { on, whenAdded, word } from "./dom";

const STAYS_MS = 6000;

export function toast(text: string, tone: "good" | "bad" | "wait" | "info" = "info"): void {
  const template = document.getElementById("toast") as HTMLTemplateElement | null;
  const region = document.getElementById("toasts");
  if (!template || !region) return;
  const note = template.content.firstElementChild?.cloneNode(true) as HTMLElement;
  note.classList.add(tone);
  note.querySelector("[data-text]")!.textContent = text;
  region.append(note);
  leaveLater(note);
}

function leaveLater(note: HTMLElement): void {
  if (note.matches(".bad, .error, [data-stays]")) return;
  let timer = window.setTimeout(() => note.remove(), STAYS_MS);
  // Nobody loses a note while reading it.
  note.addEventListener("pointerenter", () => window.clearTimeout(timer));
  note.addEventListener("pointerleave", () => (timer = window.setTimeout(() => note.remove(), STAYS_MS)));
}

whenAdded(".toast", (note) => leaveLater(note as HTMLElement));
on("click", "[data-close-toast]", (button) => button.closest(".toast")?.remove());

on("click", "[data-copy]", (button) => {
  const text = document.getElementById(button.dataset.copy!)?.textContent?.trim() ?? "";
  navigator.clipboard.writeText(text).then(
    () => toast(word("copied"), "good"),
    () => toast(word("notCopied"), "bad"),
  );
});
