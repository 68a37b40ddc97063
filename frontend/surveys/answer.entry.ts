// Makes the pages of those who answer more comfortable. Every page works without it.
import { enhance } from "./controls";
import { lookAgain } from "./look";

function start(): void {
  enhance(document);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
  const form = document.querySelector<HTMLFormElement>("form.questions");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) return waitForNet(form, event);
    // Twice pressed is once sent; the server would take it for once as well.
    const button = form.querySelector<HTMLButtonElement>("button.next");
    setTimeout(() => button && (button.disabled = true));
  });
  addEventListener("pageshow", () => {
    const button = form.querySelector<HTMLButtonElement>("button.next");
    if (button) button.disabled = false;
  });
  if (form.dataset.sendAtOnce !== undefined) sendOnceSeen(form);
  if (form.dataset.lookAgain !== undefined) lookAgain(form);
}

/** Without a net the browser would put its own page in the place of what was typed. It stays, and goes out once there is one. */
function waitForNet(form: HTMLFormElement, event: Event): void {
  event.preventDefault();
  if (form.querySelector("[data-waits]")) return;
  const said = Object.assign(document.createElement("p"), { className: "notice", textContent: form.dataset.offline ?? "" });
  said.setAttribute("role", "status");
  said.dataset.waits = "";
  form.prepend(said);
  addEventListener("online", () => {
    said.remove();
    form.requestSubmit();
  }, { once: true });
}

/** An answer that was pressed in an e-mail goes on by itself once a person looks at the page; programs that fetch links never send it. */
function sendOnceSeen(form: HTMLFormElement): void {
  const send = () => document.visibilityState === "visible" && form.requestSubmit();
  const wait = () => setTimeout(send, 900);
  if (document.visibilityState === "visible") wait();
  else document.addEventListener("visibilitychange", wait, { once: true });
}

/** A page in a frame tells the page around it how tall it is. */
function tellHeight(): void {
  if (window.parent === window) return;
  const tell = () => window.parent.postMessage({ hamsafar: "height", height: document.documentElement.scrollHeight, ended: !!document.querySelector("[data-end]") }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
}

const frame = document.querySelector<HTMLElement>("[data-frame]");
if (frame) void import("./frame").then((part) => part.frame(frame));
else start();
tellHeight();
