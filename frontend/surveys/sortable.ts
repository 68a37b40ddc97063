// A list that is put into order by dragging its handles, or by Alt and an arrow on its links.

export function sortable(list: HTMLElement, moved: (id: string, place: number) => void): void {
  const items = () => [...list.querySelectorAll<HTMLElement>("[data-id]")];
  const tell = (item: HTMLElement) => moved(item.dataset.id!, items().indexOf(item));

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
    const item = handle?.closest<HTMLElement>("[data-id]");
    if (!item || event.button) return;
    event.preventDefault();
    const before = items().indexOf(item);
    item.classList.add("is-dragged");
    (handle as HTMLElement).setPointerCapture(event.pointerId);
    const follow = (move: PointerEvent) => {
      const over = items().find((other) => other !== item && isInside(other, move.clientY));
      if (!over) return;
      if (items().indexOf(over) > items().indexOf(item)) over.after(item);
      else over.before(item);
    };
    const end = () => {
      item.classList.remove("is-dragged");
      removeEventListener("pointermove", follow);
      if (items().indexOf(item) !== before) tell(item);
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", end, { once: true });
    addEventListener("pointercancel", end, { once: true });
  });

  list.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-id]") : null;
    const beside = event.key === "ArrowUp" ? item?.previousElementSibling : item?.nextElementSibling;
    if (!item || !beside) return;
    event.preventDefault();
    if (event.key === "ArrowUp") beside.before(item);
    else beside.after(item);
    tell(item);
  });
}

/** Past the middle of the other one, so that two lines of different height do not dance. */
function isInside(other: HTMLElement, y: number): boolean {
  const box = other.getBoundingClientRect();
  return y > box.top + 4 && y < box.bottom - 4;
}
