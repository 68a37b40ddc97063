// The builder: order by dragging and by keyboard, the preview beside the editor, places in texts. What is kept is decided by the server.
import { on, whenAdded } from "../pages/dom";
import { sortable } from "./sortable";

interface Htmx {
  ajax(verb: string, path: string, context: { source: string; target: string; values: Record<string, string> }): Promise<void>;
}
const htmx = () => (window as unknown as { htmx: Htmx }).htmx;
const builder = () => document.getElementById("builder")!;
const openPart = () => document.querySelector<HTMLElement>("#part-form")?.dataset.part ?? "start";

// The source waits for what is being saved, and says which state of the draft it was made on.
function send(part: string, deed: string, more: Record<string, string> = {}): Promise<void> {
  return htmx().ajax("POST", builder().dataset.change!, { source: "#sender", target: "#editor", values: { part, do: deed, ...more } });
}

// Order

const say = (text: string) => (document.getElementById("said")!.textContent = text);
const digits = (n: number) => new Intl.NumberFormat(document.documentElement.dataset.numbers).format(n);

whenAdded("[data-sortable]", (list) =>
  sortable(list as HTMLElement, (id, place) => {
    const ids = [...list.querySelectorAll<HTMLElement>("[data-id]")].map((item) => item.dataset.id!);
    say(builder().dataset.moved!.replace("{place}", digits(place + 1)));
    void send("outline", "order:" + ids.join(","), { open: openPart() }).then(() => {
      document.querySelector<HTMLElement>(`[data-sortable] [data-id="${id}"] a`)?.focus();
    });
  }),
);

// Preview

let language = document.querySelector<HTMLElement>("[data-language][aria-pressed=true]")?.dataset.language ?? "";
let timer = 0;

function show(part: string, after = 200): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const frame = document.getElementById("preview") as HTMLIFrameElement | null;
    if (!frame) return;
    const query = new URLSearchParams({ part, ...(language ? { lang: language } : {}) });
    frame.contentWindow?.location.replace(`${builder().dataset.preview}?${query}`);
  }, after);
}

for (const name of ["survey-changed", "survey-shown"]) {
  document.addEventListener(name, (event) => show((event as CustomEvent<{ part: string }>).detail.part));
}
on("click", "[data-language]", (button) => {
  language = button.dataset.language!;
  press(button);
  show(openPart(), 0);
});
on("click", ".segments [data-device]", (button) => {
  document.querySelector<HTMLElement>(".preview-frame")!.dataset.device = button.dataset.device;
  press(button);
});
on("click", "[data-try]", () => show("", 0));

function press(button: HTMLElement): void {
  for (const each of button.parentElement!.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === button));
}

// Places in texts, and the name in the data

let lastField: HTMLInputElement | HTMLTextAreaElement | null = null;
document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLElement && event.target.matches("[data-words]")) lastField = event.target as HTMLInputElement;
});
on("change", "[data-insert]", (element, event) => {
  event.stopPropagation();
  const choice = element as HTMLSelectElement;
  const field = lastField?.isConnected ? lastField : document.querySelector<HTMLInputElement>("#part-form [data-words]");
  if (field && choice.value) {
    field.setRangeText(choice.value, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  choice.value = "";
});
on("click", "[data-rename-do]", (button) => {
  const field = button.closest("dialog")!.querySelector<HTMLInputElement>("[data-rename]")!;
  if (!field.reportValidity() || !field.value) return;
  button.closest("dialog")!.close();
  void send(openPart(), "rename:" + field.value);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.code !== "KeyZ") return;
  if (event.target instanceof HTMLElement && event.target.matches("input, textarea")) return; // the field's own
  event.preventDefault();
  document.querySelector<HTMLButtonElement>(event.shiftKey ? "[data-redo]" : "[data-undo]")?.click();
});
