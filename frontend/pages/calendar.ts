// A calendar below a date field, Persian or Gregorian as the reader reads. The field stays a text field: dates can be typed in either
// calendar, and the server understands both. Intl knows the calendars, so no conversion is written here.
import { on } from "./dom";
import { openers } from "./menus";

const DAY_MS = 86_400_000;

interface Look {
  locale: string;
  first: number; // the weekday on which a week begins, Sunday = 0
}

function lookOf(field: HTMLElement): Look {
  const { language = "en", calendar = "gregorian", numbers = "en", first = "1" } = field.dataset;
  const system = calendar === "persian" ? "persian" : "gregory";
  return { locale: `${language}-u-ca-${system}-nu-${numbers.startsWith("fa") ? "arabext" : "latn"}`, first: Number(first) };
}

const utc = (text: string): Date | null => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null);
const iso = (day: Date): string => day.toISOString().slice(0, 10);
const plus = (day: Date, days: number): Date => new Date(day.getTime() + days * DAY_MS);

function part(day: Date, { locale }: Look, kind: "day" | "month" | "year"): number {
  const latin = locale.replace(/-nu-\w+/, "-nu-latn");
  const parts = new Intl.DateTimeFormat(latin, { day: "numeric", month: "numeric", year: "numeric", timeZone: "UTC" }).formatToParts(day);
  return Number(parts.find(({ type }) => type === kind || (kind === "year" && type === ("relatedYear" as string)))?.value);
}

/** Parts of a date in the order in which people say them; the order of Intl's Persian pattern is not it. */
function named(day: Date, { locale }: Look, ...kinds: ("weekday" | "day" | "month" | "year")[]): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const parts = format.formatToParts(day);
  return kinds.map((kind) => parts.find(({ type }) => type === kind || (kind === "year" && type === ("relatedYear" as string)))?.value ?? "").join(" ");
}

/** The day on this machine's clock. */
function today(): string {
  const now = new Date();
  return iso(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}

function monthStart(day: Date, look: Look): Date {
  return plus(day, 1 - part(day, look, "day"));
}

function shiftMonth(start: Date, by: number, look: Look): Date {
  return monthStart(plus(start, by > 0 ? 31 + 1 : -1), look);
}

function written(day: Date, look: Look): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const mark = look.locale.includes("persian") ? "/" : "-";
  const latin = [part(day, look, "year"), pad(part(day, look, "month")), pad(part(day, look, "day"))].join(mark);
  return look.locale.includes("arabext") ? latin.replace(/\d/g, (figure) => "۰۱۲۳۴۵۶۷۸۹"[Number(figure)]!) : latin;
}

function cell(day: Date, month: number, range: { since: Date | null; until: Date | null; chosen: Date | null }, look: Look): HTMLTableCellElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.day = iso(day);
  button.textContent = new Intl.DateTimeFormat(look.locale, { day: "numeric", timeZone: "UTC" }).format(day).replace(/[^\d۰-۹]/g, "");
  button.setAttribute("aria-label", named(day, look, "weekday", "day", "month", "year"));
  button.tabIndex = range.chosen && iso(range.chosen) === iso(day) ? 0 : -1;
  const isEdge = [range.since, range.until].some((edge) => edge && iso(edge) === iso(day));
  button.classList.toggle("is-chosen", isEdge);
  button.classList.toggle("is-between", !isEdge && !!range.since && !!range.until && day > range.since && day < range.until);
  button.classList.toggle("is-today", iso(day) === today());
  button.classList.toggle("is-beside", part(day, look, "month") !== month);
  if (isEdge) button.setAttribute("aria-pressed", "true");
  const holder = document.createElement("td");
  holder.append(button);
  return holder;
}

function draw(box: HTMLElement, field: HTMLInputElement, shown: Date, chosen: Date): void {
  const look = lookOf(field);
  const start = monthStart(shown, look);
  const month = part(start, look, "month");
  const group = field.closest("[data-date-range]");
  const edge = (name: string) => utc(group?.querySelector<HTMLInputElement>(`input[data-date=${name}]`)?.dataset.iso ?? "");
  const range = group ? { since: edge("since"), until: edge("until"), chosen } : { since: utc(field.dataset.iso ?? ""), until: null, chosen };
  box.dataset.shown = iso(start);
  box.querySelector("strong")!.textContent = named(start, look, "month", "year");
  const first = plus(start, -((start.getUTCDay() - look.first + 7) % 7));
  const names = [...Array(7).keys()].map((index) => {
    const head = document.createElement("th");
    head.scope = "col";
    const day = plus(first, index);
    head.textContent = new Intl.DateTimeFormat(look.locale, { weekday: "narrow", timeZone: "UTC" }).format(day);
    head.abbr = new Intl.DateTimeFormat(look.locale, { weekday: "long", timeZone: "UTC" }).format(day);
    return head;
  });
  box.querySelector("thead tr")!.replaceChildren(...names);
  const rows = [...Array(6).keys()].map((week) => {
    const row = document.createElement("tr");
    row.append(...[...Array(7).keys()].map((index) => cell(plus(first, week * 7 + index), month, range, look)));
    return row;
  });
  box.querySelector("tbody")!.replaceChildren(...rows);
}

let current: HTMLInputElement | null = null;
const boxElement = () => document.getElementById("calendar") as HTMLElement | null;

function open(field: HTMLInputElement): void {
  const box = boxElement();
  if (!box) return;
  current = field;
  const chosen = utc(field.dataset.iso ?? "") ?? utc(today())!;
  draw(box.querySelector<HTMLElement>(".calendar")!, field, chosen, chosen);
  openers.set(box, field.parentElement?.querySelector("[data-open-calendar]") ?? field);
  box.showPopover();
  box.querySelector<HTMLElement>(`[data-day="${iso(chosen)}"]`)?.focus();
}

function pick(text: string): void {
  if (!current) return;
  const day = utc(text)!;
  current.dataset.iso = text;
  current.value = written(day, lookOf(current));
  current.dispatchEvent(new Event("change", { bubbles: true }));
  boxElement()?.hidePopover();
  current.focus();
}

on("click", "[data-open-calendar]", (button) => {
  const field = button.parentElement?.querySelector<HTMLInputElement>("input[data-date]");
  if (field) open(field);
});
on("click", "#calendar [data-day]", (button) => pick(button.dataset.day!));
on("click", "#calendar [data-month]", (button) => {
  const box = boxElement()!.querySelector<HTMLElement>(".calendar")!;
  const start = shiftMonth(utc(box.dataset.shown!)!, Number(button.dataset.month), lookOf(current!));
  draw(box, current!, start, start);
});
// What is typed is the server's to understand; the calendar only forgets what it knew.
on("input", "input[data-date]", (field) => delete field.dataset.iso);

on("keydown", "#calendar [data-day]", (button, event) => {
  const forward = document.documentElement.dir === "rtl" ? -1 : 1;
  const steps: Record<string, number> = { ArrowDown: 7, ArrowUp: -7, ArrowRight: forward, ArrowLeft: -forward };
  const days = steps[(event as KeyboardEvent).key];
  if (!days || !current) return;
  event.preventDefault();
  const next = plus(utc(button.dataset.day!)!, days);
  const box = boxElement()!.querySelector<HTMLElement>(".calendar")!;
  draw(box, current, next, next);
  box.querySelector<HTMLElement>(`[data-day="${iso(next)}"]`)?.focus();
});

