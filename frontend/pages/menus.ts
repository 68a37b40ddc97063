// Menus are popovers: the browser opens, closes and stacks them. Here they are placed below their button, and arrow keys walk in them.
const GAP = 4;
const EDGE = 8;

function place(menu: HTMLElement, button: Element): void {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const width = menu.offsetWidth;
  const height = menu.offsetHeight;
  const rightToLeft = document.documentElement.dir === "rtl";
  // Physical by nature: viewport coordinates. A menu hangs from its button's start edge, turned where that would leave the screen.
  const fromStart = rightToLeft ? right - width : left;
  const fromEnd = rightToLeft ? left : right - width;
  const fits = (x: number) => x >= EDGE && x + width <= window.innerWidth - EDGE;
  const x = fits(fromStart) ? fromStart : fits(fromEnd) ? fromEnd : Math.max(EDGE, window.innerWidth - width - EDGE);
  const below = bottom + GAP;
  const y = below + height > window.innerHeight - EDGE && top - GAP - height > EDGE ? top - GAP - height : below;
  menu.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
  menu.style.insetBlockStart = "0";
  menu.style.setProperty("left", "0");
}

/** Who opened a menu that has no button of its own, such as the one calendar of a page. */
export const openers = new WeakMap<HTMLElement, Element>();

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return;
    const button = openers.get(menu) ?? document.querySelector(`[popovertarget="${menu.id}"]`);
    const isOpen = (event as ToggleEvent).newState === "open";
    button?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || !button) return;
    place(menu, button);
    (menu.querySelector<HTMLElement>("[aria-current]") ?? menu.querySelector<HTMLElement>(".menu-item"))?.focus();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element ? event.target.closest<HTMLElement>(".menu[popover]") : null;
  if (!menu || menu.querySelector(".calendar")) return;
  const items = [...menu.querySelectorAll<HTMLElement>(".menu-item")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined || !items.length) return;
  event.preventDefault();
  items[(next + items.length) % items.length]?.focus();
});

window.addEventListener("resize", () => document.querySelectorAll<HTMLElement>(".menu:popover-open").forEach((menu) => menu.hidePopover()));

// The side bar on small screens.
const nav = () => document.getElementById("nav");
function openNav(open: boolean): void {
  nav()?.classList.toggle("is-open", open);
  document.querySelector("[data-open-nav]")?.setAttribute("aria-expanded", String(open));
  if (open) nav()?.querySelector<HTMLElement>("a")?.focus();
}
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-open-nav]")) openNav(!nav()?.classList.contains("is-open"));
  else if (nav()?.classList.contains("is-open") && !target.closest("#nav")) openNav(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !nav()?.classList.contains("is-open")) return;
  openNav(false);
  document.querySelector<HTMLElement>("[data-open-nav]")?.focus();
});
