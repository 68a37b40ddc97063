// A page with all questions shows and hides them as the answers above ask for it. The server decides which; nothing is kept by asking.
import { enhance } from "./controls";

export function lookAgain(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>("[data-questions]")!;
  let waiting = 0;
  let asked = 0;
  const idsOf = (root: ParentNode) => [...root.querySelectorAll<HTMLElement>("[data-question]")].map((question) => question.dataset.question!);

  async function look(): Promise<void> {
    const turn = ++asked;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data as unknown as Record<string, string>), headers: { "X-Look": "1" }, credentials: "omit" });
    if (!answer.ok || turn !== asked) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    merge(fresh.content);
  }

  /** Questions that stay keep their fields and the focus; only what comes and goes is changed. */
  function merge(fresh: DocumentFragment): void {
    const wanted = idsOf(fresh);
    for (const old of [...list.children] as HTMLElement[]) if (!wanted.includes(old.dataset.question!)) old.remove();
    let before: Element | null = null;
    for (const id of wanted) {
      const here = list.querySelector(`[data-question="${id}"]`);
      const next = here ?? fresh.querySelector(`[data-question="${id}"]`)!;
      if (!here) {
        if (before) before.after(next);
        else list.prepend(next);
        enhance(next);
      }
      before = next;
    }
    form.querySelector<HTMLInputElement>("[name=asked]")!.value = wanted.join(",");
  }

  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void look().catch(() => undefined), 150);
  });
}
