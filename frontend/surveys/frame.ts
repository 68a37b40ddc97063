// A survey inside the widget's frame: page after page is fetched, an answer waits when there is no connection. The site around it keeps
// what is not sent yet, for this frame may be gone before the connection is back.
import { enhance } from "./controls";
import { lookAgain } from "./look";

interface Page {
  html: string;
  ended: boolean;
  language: string;
}
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

export function frame(holder: HTMLElement): void {
  const around = window.parent;
  const address = holder.dataset.frame!;
  let origin = "";
  let isFirst = true;
  let takesFocus = false;

  const tell = (said: object): void => around.postMessage(said, origin || "*");

  addEventListener("message", (event) => {
    if (event.source !== around || event.data?.hamsafar !== "page" || origin) return;
    origin = event.origin;
    takesFocus = !!event.data.focus;
    void turn(new URLSearchParams({ page: String(event.data.page) }));
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && tell({ hamsafar: "close" }));

  async function turn(body: URLSearchParams | FormData): Promise<void> {
    const page = await send(body);
    if (page) show(page);
  }

  function show(page: Page): void {
    holder.innerHTML = page.html;
    const form = holder.querySelector("form");
    if (form) prepare(form);
    if (!isFirst || takesFocus) focus();
    isFirst = false;
    if (page.ended) tell({ hamsafar: "ended" });
  }

  /** What is wrong first, else the question; an answer to "where am I" for those who hear the page. */
  function focus(): void {
    const place = holder.querySelector<HTMLElement>("[data-focus], .is-wrong, .question, .end");
    place?.setAttribute("tabindex", "-1");
    place?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function prepare(form: HTMLFormElement): void {
    enhance(form);
    if (form.dataset.lookAgain !== undefined) lookAgain(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector<HTMLButtonElement>("button.next");
      if (button?.disabled) return;
      if (button) button.disabled = true;
      void answer(form).finally(() => button && (button.disabled = false));
    });
    form.querySelector<HTMLAnchorElement>("a.back")?.addEventListener("click", (event) => {
      event.preventDefault();
      const at = new URL((event.currentTarget as HTMLAnchorElement).href).searchParams.get("at") ?? "";
      void turn(new URLSearchParams({ page: form.querySelector<HTMLInputElement>("[name=page]")!.value, at }));
    });
  }

  async function answer(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    const hasFiles = [...data.values()].some((value) => value instanceof File && value.size > 0);
    for (const [name, value] of [...data]) if (value instanceof File && !value.size) data.delete(name);
    if (hasFiles) return turn(data); // files do not wait: they are too large to be kept
    const body = new URLSearchParams(data as unknown as Record<string, string>);
    const id = crypto.randomUUID?.() ?? String(Math.random());
    tell({ hamsafar: "keep", id, body: String(body) });
    await turn(body);
    tell({ hamsafar: "drop", id });
  }

  /** Until there is an answer. What was answered already is asked no more: then the page that is due now is fetched. */
  async function send(body: URLSearchParams | FormData): Promise<Page | null> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      const answer = await fetch(address, { method: "POST", body, credentials: "omit" }).catch(() => null);
      if (answer?.ok) {
        note("");
        return (await answer.json()) as Page;
      }
      if (answer && answer.status < 500 && answer.status !== 429) return refused(answer, body);
      note(holder.dataset.offline!);
      await Promise.race([new Promise((on) => setTimeout(on, pause)), new Promise((on) => addEventListener("online", on, { once: true }))]);
    }
  }

  async function refused(answer: Response, body: URLSearchParams | FormData): Promise<Page | null> {
    const { code, sentence } = (await answer.json().catch(() => ({}))) as { code?: string; sentence?: string };
    const page = body.get("page");
    if (code === "survey_not_asked" && body.has("asked") && page) return send(new URLSearchParams({ page: String(page) }));
    note(sentence ?? holder.dataset.trouble!);
    return null;
  }

  function note(words: string): void {
    let place = holder.querySelector<HTMLElement>(".notice");
    if (!words) return place?.remove();
    if (!place) {
      place = Object.assign(document.createElement("p"), { className: "notice" });
      place.setAttribute("role", "status");
      holder.prepend(place);
    }
    place.textContent = words;
    holder.querySelector(".waiting")?.remove();
  }

  tell({ hamsafar: "ready" });
}
