/**
 * Reviews on a shop's own pages: <div data-hamsafar-reviews data-product="…"></div>, or data-compare="A,B", and this script.
 *
 * What is shown is made by the server and is the same as on the page without a script; here it is put into a shadow root, so that neither
 * page meets the other's styles, and its links and forms are fetched instead of followed.
 */
export {};

type Piece = { html: string; jsonld: unknown; styles: string[]; language: string; sentence?: string };

/** The server said no, in a sentence for the reader. */
class Refusal extends Error {}

const script = document.currentScript as HTMLScriptElement | null;
const base = new URL(script?.src ?? location.href).origin;
const key = script?.dataset["key"] ?? "";

/** A word by which one browser votes once; it says nothing else about anybody. */
function voter(): string {
  try {
    const known = localStorage.getItem("hamsafar.voter") ?? crypto.randomUUID();
    localStorage.setItem("hamsafar.voter", known);
    return known;
  } catch {
    return "";
  }
}

/** Whom the tracking script of this site knows, where it is there and may remember. */
function visitor(): string {
  try {
    return localStorage.getItem("hamsafar.anonymous") ?? "";
  } catch {
    return "";
  }
}

function start(host: HTMLElement): void {
  if (host.shadowRoot) return;
  const root = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  const language = host.dataset["lang"] ?? host.closest("[lang]")?.getAttribute("lang")?.slice(0, 2) ?? "";
  const mark = document.createElement("script");
  let turn = 0;
  let offline = ""; // what to say without a connection, in the reader's language

  async function fetched(address: string, body?: FormData): Promise<Piece> {
    const answer = await fetch(address, { method: body ? "POST" : "GET", body: body ?? null, credentials: "omit" });
    const piece = (await answer.json()) as Piece;
    if (!answer.ok) throw new Refusal(piece.sentence ?? "");
    return piece;
  }

  function wear(styles: string[]): Promise<unknown> {
    const worn = new Set([...root.querySelectorAll("link")].map((link) => link.getAttribute("href")));
    return Promise.all(
      styles
        .filter((href) => !worn.has(href))
        .map(
          (href) =>
            new Promise((done) => {
              const link = document.createElement("link");
              link.rel = "stylesheet";
              link.href = href;
              link.onload = link.onerror = done;
              root.insertBefore(link, place);
            }),
        ),
    );
  }

  /** For search engines, in the page itself: they do not look into shadow roots. */
  function tell(data: unknown): void {
    mark.type = "application/ld+json";
    mark.textContent = data ? JSON.stringify(data) : "";
    if (data && !mark.isConnected) document.head.append(mark);
    if (!data) mark.remove();
  }

  function show(piece: Piece, moves: boolean, from?: HTMLFormElement): void {
    const find = from ? sameField(from) : () => null;
    place.innerHTML = piece.html;
    offline = place.querySelector<HTMLElement>("[data-offline]")?.dataset["offline"] ?? offline;
    tell(piece.jsonld);
    if (!moves) return;
    const notice = place.querySelector<HTMLElement>("[data-focus]");
    if (notice && from) standBeside(notice, from);
    const target = notice ?? find() ?? place.querySelector<HTMLElement>(".rv-title");
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  /** What thanks a reader stands where they pressed, so that nobody is taken away from the review that they read. */
  function standBeside(notice: HTMLElement, from: HTMLFormElement): void {
    const review = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>("input[name=review]")?.value ?? "";
    const same = [...place.querySelectorAll("form")].find((form) => form.action === from.action && review(form) === review(from));
    (same?.closest(".rv-review footer, details") ?? same)?.after(notice);
  }

  /** Whoever changes a filter by keyboard stays on it. */
  function sameField(from: HTMLFormElement): () => HTMLElement | null {
    const field = root.activeElement as HTMLInputElement | null;
    if (!field?.name || !from.matches(".rv-filters")) return () => null;
    return () => place.querySelector<HTMLElement>(`.rv-filters [name="${field.name}"]`);
  }

  async function go(address: URL, body?: FormData, from?: HTMLFormElement): Promise<void> {
    const mine = ++turn;
    if (!body) address.searchParams.set("piece", "1");
    place.setAttribute("aria-busy", "true");
    try {
      const piece = await fetched(address.href, body);
      await wear(piece.styles);
      if (mine === turn) show(piece, mine > 1, from);
    } finally {
      place.removeAttribute("aria-busy");
    }
  }

  function carried(form: HTMLFormElement, button: HTMLElement | null): FormData {
    const body = new FormData(form, button);
    body.set("piece", "1");
    body.set("voter", voter());
    body.set("key", key);
    body.set("anonymous_id", visitor());
    return body;
  }

  /** The server's sentence, or that there is no connection, in the form that was sent. */
  function refuse(form: HTMLFormElement, sentence: string): void {
    const problem = form.querySelector<HTMLElement>("[data-problem]") ?? document.createElement("p");
    if (!problem.isConnected) {
      problem.className = "rv-problem";
      problem.setAttribute("role", "alert");
      problem.dataset["problem"] = "";
      form.append(problem);
    }
    problem.textContent = sentence || offline;
    problem.hidden = false;
  }

  async function send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
    form.querySelector("[data-problem]")?.setAttribute("hidden", "");
    try {
      if (form.method === "get") {
        const address = new URL(form.action);
        for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, String(value));
        await go(address, undefined, form);
      } else await go(new URL(form.action), carried(form, button), form);
    } catch (error) {
      refuse(form, error instanceof Refusal ? error.message : "");
    }
  }

  place.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-go]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void go(new URL(link.href)).catch(() => location.assign(link.href));
  });
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(event.target as HTMLFormElement, event.submitter);
  });
  place.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if (field.matches("[data-send]")) field.form?.requestSubmit();
  });

  root.append(place);
  const compared = host.dataset["compare"];
  const first = new URL(compared ? "/v/-/compare" : `/v/p/${encodeURIComponent(host.dataset["product"] ?? "")}`, base);
  for (const product of compared?.split(",") ?? []) first.searchParams.append("product", product.trim());
  if (language) first.searchParams.set("lang", language);
  // A product without reviews, or one that is not known yet: the page stays as its maker made it.
  void go(first).catch(() => host.setAttribute("data-empty", ""));
}

function all(): void {
  document.querySelectorAll<HTMLElement>("[data-hamsafar-reviews]").forEach(start);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
else all();
