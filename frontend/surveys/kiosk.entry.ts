// A survey on a device in a shop: asks without a net, begins anew when somebody walks away, leaves nothing of anybody on the device.
import { enhance } from "./controls";
import * as waiting from "./kiosk/waiting";
import { type Answer, type Fields, type Question, type Rules, type Way, answerOf, factOf, holds, isEmpty, walk } from "./kiosk/way";

interface Language {
  code: string;
  name: string;
  title: string;
  welcome: { title: string; text: string; label: string };
  questions: { [id: string]: string };
  ends: { [id: string]: { title: string; text: string } };
  checks: { [id: string]: string[] };
  words: { [word: string]: string };
}
interface Pack {
  version: number;
  idle: number;
  back: boolean;
  closed: boolean;
  rules: Rules;
  languages: Language[];
}

const THANKS_FOR = 8000;
const STILL_FOR = 10_000;
const SEND_EVERY = 30_000;
const LOOK_EVERY = 10 * 60_000;
const STORE = "hamsafar-kiosk";
const place = document.getElementById("kiosk")!;
const stage = document.getElementById("stage")!;
const state = document.getElementById("state")!;

let pack: Pack;
let language: Language;
let answers: { [question: string]: Answer } = {};
let entry: waiting.Entry | null = null;
let order = new Map<string, number>();
let idle = 0;
let leaving = 0;

void start();

async function start(): Promise<void> {
  const found = await fetchPack();
  if (!found) return;
  pack = found;
  language = pack.languages[0]!;
  await waiting.closeAll();
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, noteTouch, { passive: true, capture: true });
  addEventListener("online", () => void bring());
  addEventListener("offline", () => void showState());
  setInterval(() => void bring(), SEND_EVERY);
  setInterval(() => void lookForNews(), LOOK_EVERY);
  showStart();
  void bring();
  void keepForLater().catch(() => undefined);
}

async function fetchPack(): Promise<Pack | null> {
  const answer = await fetch(place.dataset.pack!, { credentials: "omit" }).catch(() => null);
  if (answer?.status === 404) {
    await revoked();
    return null;
  }
  if (answer?.ok) return (await answer.json()) as Pack;
  setTimeout(() => void start(), 10_000);
  return null;
}

/** A new version is taken up between two people. */
async function lookForNews(): Promise<void> {
  if (entry) return;
  const fresh = await fetchPack();
  if (!fresh || entry) return;
  if (fresh.version !== pack.version || fresh.closed !== pack.closed) location.reload();
}

/** All that this page is made of, so that it opens without a net. */
async function keepForLater(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(place.dataset.worker!, { scope: "/k/" });
  await document.fonts.ready;
  const ours = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(location.origin) && !name.includes("/sync"));
  const store = await caches.open(STORE);
  await Promise.all([...new Set([location.href.split("#")[0]!, new URL(place.dataset.pack!, location.href).href, ...ours])].map((address) => store.add(address).catch(() => undefined)));
  document.documentElement.dataset.ready = "";
}

// Pages

function showStart(): void {
  clearTimeout(leaving);
  entry = null;
  answers = {};
  order = new Map();
  document.activeElement instanceof HTMLElement && document.activeElement.blur();
  speak(pack.languages[0]!);
  if (pack.closed) return draw(section("end", heading(language.words.closed!)));
  const { title, text } = language.welcome;
  const card = section("welcome", heading(title || language.title), text ? paragraph(text) : null);
  const choices = document.createElement("div");
  choices.className = "begin";
  for (const each of pack.languages) {
    const button = make("button", pack.languages.length > 1 ? `${each.welcome.label || each.words.begin} · ${each.name}` : each.welcome.label || each.words.begin!);
    button.className = "button";
    button.lang = each.code;
    button.dir = each.code === "fa" ? "rtl" : "ltr";
    button.dataset.begin = each.code;
    button.onclick = () => void begin(each);
    choices.append(button);
  }
  card.append(choices);
  draw(card);
}

async function begin(chosen: Language): Promise<void> {
  void document.documentElement.requestFullscreen?.().catch(() => undefined);
  speak(chosen);
  const now = Date.now();
  entry = { id: crypto.randomUUID(), version: pack.version, language: chosen.code, asked: [], fields: {}, began: now, at: now, done: false };
  go();
}

function speak(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen.code;
  document.documentElement.dir = chosen.code === "fa" ? "rtl" : "ltr";
}

const wayNow = (): Way => walk(pack.rules, { answers, variables: {}, hidden: {}, language: language.code, channel: "store" });

function go(): void {
  const way = wayNow();
  if (way.waiting) ask(way.waiting, way);
  else void finish(way.end ?? "");
}

function ask(id: string, way: Way): void {
  const question = pack.rules.questions.find((each) => each.id === id)!;
  const form = document.createElement("form");
  form.className = "questions";
  form.noValidate = true;
  form.autocomplete = "off";
  form.innerHTML = language.questions[id]!;
  fillPlaces(form, way);
  if (question.shuffle) shuffle(form, question);
  form.querySelectorAll("input,textarea").forEach((field) => field.setAttribute("autocomplete", "off"));
  form.querySelectorAll("a").forEach((link) => link.remove()); // no way out into the web
  putBack(form);
  const bar = document.createElement("div");
  bar.className = "go";
  const before = way.steps[way.steps.indexOf(id) - 1];
  if (pack.back && before) {
    const back = make("button", language.words.back!);
    back.type = "button";
    back.className = "back";
    back.onclick = () => ask(before, walkTo(before));
    bar.append(back);
  }
  const next = make("button", language.words.next!);
  next.className = "next";
  bar.append(next);
  form.append(bar);
  form.onsubmit = (event) => {
    event.preventDefault();
    void answered(question, form);
  };
  draw(form);
  enhance(form);
}

function walkTo(id: string): Way {
  const way = wayNow();
  return { ...way, steps: way.steps.slice(0, way.steps.indexOf(id) + 1) };
}

async function answered(question: Question, form: HTMLFormElement): Promise<void> {
  const fields: Fields = {};
  new FormData(form).forEach((value, name) => typeof value === "string" && (fields[name] ??= []).push(value));
  const answer = answerOf(question, fields);
  const trouble = troubleOf(question, answer, form, fields);
  if (trouble) return complain(form, trouble);
  if (!entry) return;
  answers[question.id] = answer;
  for (const name of Object.keys(entry.fields)) if (name === `a.${question.id}` || name.startsWith(`a.${question.id}.`)) delete entry.fields[name];
  Object.assign(entry.fields, fields);
  entry.at = Date.now();
  // Only what lies on the way is brought; the server walks it again.
  entry.asked = wayNow().steps.filter((step) => step in answers);
  await waiting.put(entry);
  go();
}

/** What the server would refuse is asked again at once; the rest it decides when the answers arrive. */
function troubleOf(question: Question, answer: Answer, form: HTMLFormElement, fields: Fields): string {
  const words = language.words;
  if (question.required && isEmpty(answer)) return question.kind === "consent" ? words.agree! : words.missing!;
  if (question.required && question.kind === "matrix" && Object.keys(answer.cells ?? {}).length < (question.rows ?? []).length) return words.row!;
  if (answer.choices?.includes("other") && !answer.text) return words.other!;
  const chosen = answer.choices ?? [];
  const isSome = question.kind === "choices" && chosen.length > 0 && !chosen.includes("none");
  if (isSome && (chosen.length < (question.fewest ?? 0) || (question.most && chosen.length > question.most))) return words.wrong!;
  for (const field of form.querySelectorAll<HTMLInputElement>("input[type=email],input[type=tel],input[type=number]")) {
    const value = (fields[field.name] ?? [""])[0]!;
    if (value && field.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value)) return words.email!;
    if (value && field.type === "tel" && value.replace(/[^\d۰-۹٠-٩]/g, "").length < 7) return words.phone!;
  }
  if (isEmpty(answer)) return "";
  const known = walk(pack.rules, { answers: { ...answers, [question.id]: answer }, variables: {}, hidden: {}, language: language.code, channel: "store" }).known;
  const failed = question.checks.findIndex((check) => !holds(check.must, known));
  return failed < 0 ? "" : language.checks[question.id]?.[failed] || words.wrong!;
}

function complain(form: HTMLFormElement, words: string): void {
  const box = form.querySelector(".question")!;
  box.classList.add("is-wrong");
  const line = box.querySelector(".error") ?? box.appendChild(Object.assign(document.createElement("p"), { className: "error" }));
  line.setAttribute("role", "alert");
  line.textContent = words;
}

async function finish(id: string): Promise<void> {
  const end = language.ends[id] ?? Object.values(language.ends)[0]!;
  if (entry) {
    await waiting.put({ ...entry, done: true });
    entry = null;
  }
  const way = wayNow();
  draw(section("end", heading(filled(end.title, way)), end.text ? paragraph(filled(end.text, way)) : null));
  leaving = window.setTimeout(showStart, THANKS_FOR);
  stage.onpointerdown = () => {
    stage.onpointerdown = null;
    if (!entry) showStart();
  };
  void bring();
}

// Walking away

function noteTouch(): void {
  clearTimeout(idle);
  idle = window.setTimeout(still, pack.idle * 1000);
}

/** Somebody may only be thinking: they are asked before the page is cleared. */
function still(): void {
  if (!entry) return;
  const asked = document.createElement("dialog");
  asked.className = "still";
  const stay = make("button", language.words.stay!);
  stay.className = "button";
  asked.append(heading(language.words.here!), stay);
  document.body.append(asked);
  asked.showModal();
  const gone = setTimeout(() => {
    asked.remove();
    void walkedAway();
  }, STILL_FOR);
  asked.addEventListener("close", () => asked.remove());
  stay.onclick = () => {
    clearTimeout(gone);
    asked.close();
  };
}

async function walkedAway(): Promise<void> {
  if (entry && Object.keys(answers).length) await waiting.put({ ...entry, done: true });
  showStart();
  void bring();
}

// Bringing in

async function bring(): Promise<void> {
  const outcome = await waiting.send(place.dataset.sync!).catch(() => "unsent" as const);
  if (outcome === "revoked") return revoked();
  await showState();
}

async function showState(): Promise<void> {
  const left = (await waiting.list()).filter((each) => each.done).length;
  state.hidden = !left;
  state.textContent = left ? `⇡ ${new Intl.NumberFormat(document.documentElement.lang).format(left)}` : "";
  document.documentElement.dataset.waiting = String(left);
}

async function revoked(): Promise<void> {
  await waiting.forget().catch(() => undefined);
  entry = null;
  location.replace(location.href); // the server says in words that this device is not set up
}

// Small parts

function draw(what: HTMLElement): void {
  stage.onpointerdown = null;
  stage.replaceChildren(what);
  scrollTo(0, 0);
  const place = what.querySelector<HTMLElement>(".question") ?? what;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

function section(name: string, ...parts: (HTMLElement | null)[]): HTMLElement {
  const made = Object.assign(document.createElement("section"), { className: name });
  made.append(...parts.filter((part) => part !== null));
  return made;
}

function make(name: "button", text: string): HTMLButtonElement {
  return Object.assign(document.createElement(name), { textContent: text });
}

function heading(text: string): HTMLElement {
  return Object.assign(document.createElement("h2"), { textContent: text, dir: "auto" });
}

function paragraph(text: string): HTMLElement {
  return Object.assign(document.createElement("p"), { textContent: text, dir: "auto" });
}

/** "You gave {answer:q1|…}": what was said is put in as text, never as markup. */
function filled(text: string, way: Way): string {
  return text.replace(/\{((?:answer|trait|hidden|variable):[A-Za-z0-9_.-]{1,80})(?:\|([^{}]{0,200}))?\}/g, (_whole, what: string, otherwise?: string) => worded(what, way) || otherwise || "");
}

function worded(what: string, way: Way): string {
  const fact = factOf(what, way.known);
  if (fact === null) return "";
  if (typeof fact === "number") return new Intl.NumberFormat(language.code === "fa" ? "fa-IR" : "en", { useGrouping: false, maximumFractionDigits: 6 }).format(fact);
  const question = what.slice("answer:".length).split(".")[0]!;
  return Array.isArray(fact) ? fact.map((id) => labelOf(question, id)).join(language.code === "fa" ? "، " : ", ") : fact;
}

function labelOf(question: string, id: string): string {
  const drawn = document.createElement("template");
  drawn.innerHTML = language.questions[question] ?? "";
  const box = [...drawn.content.querySelectorAll<HTMLInputElement | HTMLOptionElement>("input,option")].find((each) => each.value === id);
  return (box instanceof HTMLOptionElement ? box.textContent : box?.closest("label")?.textContent)?.trim() || id;
}

function fillPlaces(root: HTMLElement, way: Way): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode as Text;
    if (node.data.includes("{")) node.data = filled(node.data, way);
  }
}

/** Another order for each person, the same one for the same person; "something else" and "none of these" stay last. */
function shuffle(form: HTMLElement, question: Question): void {
  const labels = [...form.querySelectorAll<HTMLElement>(".option, .picture, .ranking > li")];
  const isLast = (label: HTMLElement): boolean => ["other", "none"].includes(label.querySelector("input")?.value ?? "");
  const own = (label: HTMLElement): number => {
    const key = `${question.id}/${labels.indexOf(label)}`;
    if (!order.has(key)) order.set(key, Math.random());
    return order.get(key)!;
  };
  const sorted = labels.filter((label) => !isLast(label)).sort((a, b) => own(a) - own(b));
  for (const label of [...sorted, ...labels.filter(isLast)]) label.parentElement!.append(label);
}

/** Whoever goes back sees what they had chosen. */
function putBack(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>("[name]")) {
    const values = entry?.fields[field.name];
    if (!values) continue;
    if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}
