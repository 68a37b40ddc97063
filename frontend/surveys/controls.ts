// Ranking by buttons and by dragging, sliders, "none of these", the field beside "something else".

export function enhance(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("[data-ranking]").forEach(ranking);
  root.querySelectorAll<HTMLElement>("[data-slider]").forEach(slider);
  root.querySelectorAll<HTMLElement>("[data-other-of]").forEach(other);
  root.querySelectorAll<HTMLInputElement>("[data-none]").forEach(none);
}

const digits = (n: number): string => new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa-IR" : "en-US", { useGrouping: false, maximumFractionDigits: 6 }).format(n);

/** Selects for places become a list that is put into order; the selects stay in the form and carry the places. */
function ranking(list: HTMLElement): void {
  let touched = [...list.querySelectorAll("select")].some((select) => select.value);
  const items = () => [...list.children] as HTMLElement[];
  const number = () =>
    items().forEach((item, index, all) => {
      if (touched) item.querySelector("select")!.value = String(index + 1);
      item.querySelector(".place")!.textContent = touched ? digits(index + 1) : "–";
      item.querySelector<HTMLButtonElement>("[data-by='-1']")!.disabled = index === 0;
      item.querySelector<HTMLButtonElement>("[data-by='1']")!.disabled = index === all.length - 1;
    });
  const move = (item: HTMLElement, by: number) => {
    touched = true;
    if (by < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    number();
  };
  for (const item of items()) {
    const select = item.querySelector("select")!;
    select.hidden = true;
    select.insertAdjacentHTML("beforebegin", '<span class="place"></span>');
    for (const [by, sign, name] of [[-1, "↑", list.dataset.up], [1, "↓", list.dataset.down]] as const) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "move";
      button.dataset.by = String(by);
      button.textContent = sign;
      button.setAttribute("aria-label", `${name}: ${item.textContent?.replace(/[–↑↓]/g, "").trim()}`);
      button.onclick = () => {
        move(item, by);
        if (!button.disabled) button.focus();
        else item.querySelector<HTMLButtonElement>(".move:not(:disabled)")?.focus();
        list.dispatchEvent(new Event("change", { bubbles: true }));
      };
      item.append(button);
    }
    item.draggable = true;
    item.ondragstart = () => item.classList.add("is-dragged");
    item.ondragend = () => {
      item.classList.remove("is-dragged");
      touched = true;
      number();
    };
    item.ondragover = (event) => {
      const dragged = list.querySelector(".is-dragged");
      if (!dragged || dragged === item) return;
      event.preventDefault();
      const box = item.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) item.before(dragged);
      else item.after(dragged);
    };
  }
  number();
}

/** A box for a number becomes a slider that says nothing until it is moved. */
function slider(holder: HTMLElement): void {
  const box = holder.querySelector("input")!;
  const { lowest, highest, step, low, high } = holder.dataset;
  const made = document.createElement("div");
  made.className = "slider";
  const range = document.createElement("input");
  range.type = "range";
  range.min = lowest!;
  range.max = highest!;
  range.step = step!;
  range.setAttribute("aria-label", box.getAttribute("aria-label") ?? "");
  range.value = String((Number(lowest) + Number(highest)) / 2);
  const output = document.createElement("output");
  const ends = document.createElement("div");
  ends.className = "ends";
  for (const text of [low, high]) ends.append(Object.assign(document.createElement("span"), { textContent: text ?? "" }));
  const show = () => {
    made.classList.toggle("is-empty", !box.value);
    output.textContent = box.value ? digits(range.valueAsNumber) : "";
    if (box.value) range.setAttribute("aria-valuetext", output.textContent);
  };
  const plain = box.value.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 1776));
  if (plain) range.value = plain;
  range.oninput = () => {
    box.value = range.value;
    show();
  };
  // A press on the place where it already stands is an answer too.
  range.onpointerup = range.oninput;
  made.append(output, range, ends);
  box.type = "hidden";
  holder.prepend(made);
  show();
}

/** The field for other words shows when "something else" is chosen. */
function other(line: HTMLElement): void {
  const name = line.dataset.otherOf!;
  const field = line.querySelector("input")!;
  const scope = line.parentElement!;
  const look = () => {
    const chosen = scope.querySelector<HTMLInputElement>(`input[name="${name}"][value="other"]`)?.checked || scope.querySelector<HTMLSelectElement>(`select[name="${name}"]`)?.value === "other";
    line.hidden = !chosen;
    return chosen;
  };
  look();
  scope.addEventListener("change", (event) => {
    if (look() && event.target instanceof HTMLInputElement && event.target.value === "other") field.focus();
  });
}

/** "None of these" and the others exclude each other. */
function none(box: HTMLInputElement): void {
  const all = [...document.getElementsByName(box.name)] as HTMLInputElement[];
  box.closest(".options")?.addEventListener("change", (event) => {
    const changed = event.target as HTMLInputElement;
    if (!changed.checked) return;
    for (const each of all) if (changed === box ? each !== box : each === box) each.checked = false;
  });
}
