// Live fragments over server-sent events. <ul data-live="/address" data-live-keep="200">: each message is HTML for the top of the list;
// an element inside [data-live-for=ID] shows whether the line is open, and a button with data-live-pause=ID holds and lets go.
import htmx from "htmx.org";
import { on, whenAdded } from "./dom";

const RETRY_MS = [1000, 3000, 10000, 30000];
const paused = new Set<string>();

function listen(list: HTMLElement, attempt = 0): void {
  if (!list.isConnected) return;
  const source = new EventSource(list.dataset.live!);
  source.addEventListener("open", () => {
    attempt = 0;
    show(list, "open");
  });
  source.addEventListener("message", (event: MessageEvent<string>) => {
    if (!list.isConnected) return source.close();
    if (!paused.has(list.id)) insert(list, event.data);
  });
  source.addEventListener("error", () => {
    show(list, "broken");
    // The browser itself tries again after a cut line; after a refusal (a session that ended) it gives up, and so we ask later.
    if (source.readyState === EventSource.CLOSED) window.setTimeout(() => listen(list, attempt + 1), RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
  });
}

function insert(list: HTMLElement, html: string): void {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const added = [...holder.content.children];
  list.prepend(holder.content);
  for (const element of added) htmx.process(element);
  const keep = Number(list.dataset.liveKeep ?? 200);
  while (list.children.length > keep) list.lastElementChild?.remove();
}

function show(list: HTMLElement, state: "open" | "broken" | "paused"): void {
  for (const sign of document.querySelectorAll<HTMLElement>(`[data-live-for="${list.id}"] [data-state]`)) sign.hidden = sign.dataset.state !== state;
}

whenAdded("[data-live]", (list) => listen(list as HTMLElement));
on("click", "[data-live-pause]", (button) => {
  const id = button.dataset.livePause!;
  const holds = !paused.has(id);
  if (holds) paused.add(id);
  else paused.delete(id);
  button.setAttribute("aria-pressed", String(holds));
  const list = document.getElementById(id);
  if (list) show(list, holds ? "paused" : "open");
});
