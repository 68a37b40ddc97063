// Makes the page of a personal link more comfortable: photos are seen before they are sent, and what the server would refuse is said
// before anything travels (a refused page comes back without its photos). The page works without it.

const form = document.querySelector<HTMLFormElement>("form.questions");

function said(block: Element): boolean {
  const words = [...block.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(".lines :is(input:not([type=file]), textarea)")];
  return words.some((field) => field.value.trim() !== "") || photosIn(block).length > 0;
}

function photosIn(block: Element): File[] {
  return [...(block.querySelector<HTMLInputElement>("input[type=file]")?.files ?? [])];
}

/** Why the server would refuse this block, in its words; empty where it would not. */
function problemOf(block: HTMLElement): string {
  const files = photosIn(block);
  const field = block.querySelector<HTMLInputElement>("input[type=file]");
  if (files.length > Number(field?.dataset["most"] ?? files.length)) return field?.dataset["many"] ?? "";
  if (files.some((file) => file.size > Number(field?.dataset["largest"]))) return field?.dataset["large"] ?? "";
  return said(block) && !block.querySelector("input[type=radio]:checked") ? (block.dataset["missing"] ?? "") : "";
}

function complain(block: HTMLElement, problem: string): void {
  const place = block.querySelector<HTMLElement>("[data-problem]");
  block.classList.toggle("is-wrong", problem !== "");
  if (!place) return;
  place.textContent = problem;
  place.hidden = problem === "";
}

function preview(field: HTMLInputElement): void {
  const place = field.parentElement?.querySelector<HTMLElement>("[data-photos]");
  if (!place) return;
  for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  place.replaceChildren(
    ...[...(field.files ?? [])].map((file) => {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = file.name;
      return picture;
    }),
  );
}

if (form) {
  const blocks = [...form.querySelectorAll<HTMLElement>("[data-missing]")];
  form.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    const block = field.closest<HTMLElement>("[data-missing]");
    if (field.type === "file") preview(field);
    if (block && (field.type === "file" || block.classList.contains("is-wrong"))) complain(block, field.type === "file" || said(block) ? problemOf(block) : "");
  });
  form.addEventListener("submit", (event) => {
    for (const block of blocks) complain(block, problemOf(block));
    const wrong = blocks.find((block) => block.classList.contains("is-wrong"));
    if (wrong) {
      event.preventDefault();
      wrong.querySelector<HTMLElement>("input[type=radio]")?.focus({ preventScroll: true });
      wrong.scrollIntoView({ block: "start" });
      return;
    }
    setTimeout(() => form.querySelectorAll<HTMLButtonElement>("button.next").forEach((button) => (button.disabled = true))); // pressed twice is sent once
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) form.querySelectorAll<HTMLButtonElement>("button[disabled]").forEach((button) => (button.disabled = false));
  });
}
