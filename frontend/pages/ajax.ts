// htmx and what may go wrong on the way: no connection, a server in trouble, a session that ended.
import htmx from "htmx.org";
import { word } from "./dom";
import { toast } from "./toasts";

(window as unknown as { htmx: typeof htmx }).htmx = htmx;

let running = 0;
const showBusy = (change: number) => {
  running = Math.max(0, running + change);
  document.documentElement.classList.toggle("is-busy", running > 0);
};

document.addEventListener("htmx:beforeRequest", () => showBusy(1));
document.addEventListener("htmx:afterRequest", () => showBusy(-1));
document.addEventListener("htmx:sendError", () => toast(word("offline"), "bad"));
document.addEventListener("htmx:timeout", () => toast(word("slow"), "bad"));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.status >= 500) toast(word("trouble"), "bad");
});

// A form that was refused is read again from its first wrong field.
document.addEventListener("htmx:afterSwap", (event) => {
  const { elt } = (event as CustomEvent<{ elt: Element }>).detail;
  elt.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
});
