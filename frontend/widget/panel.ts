// The panel around the frame, in a shadow root so that neither the site's styles nor ours reach the other.
import type { Rules } from "./types";

const WORDS: { [language: string]: { close: string; survey: string } } = {
  fa: { close: "بستن", survey: "نظرسنجی" },
  en: { close: "Close", survey: "Survey" },
};
const STYLES = `
:host{all:initial;position:fixed;z-index:2147483000;inset:auto}
*{box-sizing:border-box}
.panel{position:fixed;inset-block:auto 16px;inset-inline:auto 16px;inline-size:min(400px,calc(100vw - 32px));max-block-size:calc(100vh - 32px);max-block-size:calc(100dvh - 32px);
margin:0;padding:0;border:1px solid var(--line);border-radius:14px;background:var(--ground);box-shadow:0 12px 40px #0004;overflow:hidden;display:flex;flex-direction:column}
.panel.middle{inset:0;margin:auto;inline-size:min(560px,calc(100vw - 32px));block-size:fit-content}
.panel::backdrop{background:#0007}
.top{display:flex;align-items:center;justify-content:flex-end;min-block-size:44px;border-block-start:4px solid var(--brand)}
.close{inline-size:44px;block-size:44px;border:0;background:none;color:var(--text);cursor:pointer;border-radius:10px;padding:12px}
.close:focus-visible{outline:3px solid var(--brand);outline-offset:-4px}
.close svg{display:block;inline-size:20px;block-size:20px;stroke:currentColor;stroke-width:2;fill:none;stroke-linecap:round}
iframe{display:block;inline-size:100%;border:0;min-block-size:120px;flex:0 1 auto;color-scheme:normal}
.said{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
@media (max-width:480px){.panel{inset-inline:0;inset-block-end:0;inline-size:100%;border-end-start-radius:0;border-end-end-radius:0}}
@media (prefers-reduced-motion:no-preference){.panel{animation:in .18s ease-out}@keyframes in{from{opacity:0;transform:translateY(12px)}}}
`;

export interface Panel {
  frame: HTMLIFrameElement;
  tall(height: number): void;
  say(words: string): void;
  close(): void;
}

interface Made {
  rules: Rules;
  language: string;
  address: string;
  takesFocus: boolean;
  onClose: () => void;
}

export function panel({ rules, language, address, takesFocus, onClose }: Made): Panel {
  const words = WORDS[language] ?? WORDS.en!;
  const before = document.activeElement as HTMLElement | null;
  const isModal = rules.place === "middle";
  const host = document.createElement("hamsafar-survey");
  host.dir = language === "fa" ? "rtl" : "ltr";
  host.lang = language;
  dress(host, rules);
  const root = host.attachShadow({ mode: "open" });
  style(root);
  const box = make(isModal ? "dialog" : "section", { class: isModal ? "panel middle" : "panel", role: "dialog", "aria-label": rules.title[language] || words.survey });
  const top = make("div", { class: "top" });
  const shut = make("button", { class: "close", type: "button", "aria-label": words.close });
  shut.append(cross());
  top.append(shut);
  const frame = make("iframe", { title: rules.title[language] || words.survey, src: address, allow: "" }) as HTMLIFrameElement;
  const said = make("div", { class: "said", role: "status" });
  box.append(top, frame, said);
  root.append(box);

  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = document.activeElement === host;
    host.remove();
    if (hadFocus || isModal || takesFocus) before?.focus?.({ preventScroll: true });
    onClose();
  };
  shut.addEventListener("click", close);
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  box.addEventListener("keydown", (event) => (event as KeyboardEvent).key === "Escape" && close());
  document.body.append(host);
  if (isModal) (box as HTMLDialogElement).showModal();
  // Who did not ask for it keeps their place on the page, and hears that there is something.
  if (isModal || takesFocus) shut.focus({ preventScroll: true });
  else setTimeout(() => (said.textContent = `${words.survey}: ${rules.title[language] ?? ""}`), 300);
  return { frame, close, tall: (height) => void (frame.style.height = `${Math.ceil(height)}px`), say: (text) => void (said.textContent = text) };
}

function make(name: string, attributes: { [name: string]: string }): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function cross(): SVGElement {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M4 4l12 12M16 4L4 16");
  drawing.append(line);
  return drawing;
}

function dress(host: HTMLElement, rules: Rules): void {
  const isDark = rules.look === "dark" || (rules.look === "device" && matchMedia("(prefers-color-scheme: dark)").matches);
  const colours = isDark ? { ground: "#131716", text: "#e8ecea", line: "#333b38" } : { ground: "#f6f6f3", text: "#1d2321", line: "#dcdcd5" };
  for (const [name, value] of Object.entries({ ...colours, brand: rules.colours[0] })) host.style.setProperty("--" + name, value);
}

/** A sheet that is made by a script is no inline style: a site whose policy forbids those shows the panel all the same. */
function style(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(document.createElement("style"), { textContent: STYLES }));
  }
}
