// Makes the idea portal more comfortable. Every page works without it.

const WAIT = 250; // milliseconds without a key before similar ideas are looked for

function similarWhileTyping(field: HTMLInputElement, address: string): void {
  const place = document.getElementById("similar");
  if (!place) return;
  let timer = 0;
  let running: AbortController | null = null;
  let shown = field.value.trim();
  const look = async (): Promise<void> => {
    const title = field.value.trim();
    if (title === shown) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${address}?title=${encodeURIComponent(title)}`, { signal: running.signal, headers: { "X-Part": "1" } });
      if (!answer.ok) return;
      place.innerHTML = await answer.text();
      shown = title;
      haveSeen(field.form);
    } catch {
      // Typed on, or no connection: the server looks once more when the form is sent.
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), WAIT);
  });
}

/** Whoever has seen what is similar need not be asked again when they post. */
function haveSeen(form: HTMLFormElement | null): void {
  if (!form || form.elements.namedItem("anyway")) return;
  const seen = document.createElement("input");
  seen.type = "hidden";
  seen.name = "anyway";
  seen.value = "1";
  form.append(seen);
}

async function vote(form: HTMLFormElement): Promise<void> {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Part": "1" }, redirect: "manual" });
    if (!answer.ok || !answer.headers.get("X-Part")) return form.submit();
    const holder = document.createElement("div");
    holder.innerHTML = await answer.text();
    const fresh = holder.querySelector("form");
    if (!fresh) return form.submit();
    form.replaceWith(fresh);
    fresh.querySelector("button")?.focus();
  } catch {
    form.submit();
  }
}

const title = document.querySelector<HTMLInputElement>("[data-similar]");
if (title?.dataset.similar) similarWhileTyping(title, title.dataset.similar);
for (const field of document.querySelectorAll<HTMLSelectElement>("select[data-send]")) field.addEventListener("change", () => field.form?.requestSubmit());
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset.vote !== undefined) {
    event.preventDefault();
    void vote(form);
    return;
  }
  const button = event.submitter as HTMLButtonElement | null;
  if (button && form.method === "post") setTimeout(() => (button.disabled = true)); // pressed twice is sent once
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll<HTMLButtonElement>("button[disabled]")) button.disabled = false;
});
