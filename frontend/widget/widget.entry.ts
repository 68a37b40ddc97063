// Surveys of Hamsafar on somebody else's pages: shows each where and when its rules say, one at a time, to those who may be asked.
//
// <script async src="https://cx.example.com/widget.js" data-key="WRITE_KEY"></script>
// window.hamsafarSurveys takes calls before and after this is loaded: push(["ask", "SURVEY", {about: {order_id: "88213"}}]) shows one at
// once, push(["rate", "SURVEY", 5, {comment: "…"}]) keeps what somebody said in the site's own stars.
import * as memory from "../sdk/memory";
import { type Panel, panel } from "./panel";
import { isHere, isInShare, mayShowAgain, noteRefused, noteShown } from "./rules";
import { watch } from "./triggers";
import type { Rating, Rules, Trigger, Wish } from "./types";
import { drop, flush, keep } from "./unsent";

interface Open {
  survey: string;
  page: string;
  language: string;
  at: number;
}
type Call = ["ask", string, Wish?] | ["rate", string, number | string, Rating?];
type Site = Window & { hamsafar?: { allowed?: () => boolean }; hamsafarSurveys?: Call[] | { push: (...calls: Call[]) => void }; hamsafarWidget?: boolean };

const RESUMED_FOR = 20 * 3600 * 1000; // the token of a page holds a day
const THANKS_FOR = 8000;
const script = document.currentScript as HTMLScriptElement | null;
const site = window as Site;
const host = script ? new URL(script.src).origin : location.origin;
const key = script?.dataset.key ?? "";
const address = (path: string): string => host + path;

let all: Rules[] = [];
let shown: (Panel & { survey: string; held: Set<string> }) | null = null;
let isBusy = false;
let stops: (() => void)[] = [];

if (key && !site.hamsafarWidget) {
  site.hamsafarWidget = true;
  if (document.body) void start().catch(quiet);
  else addEventListener("DOMContentLoaded", () => void start().catch(quiet));
}

async function start(): Promise<void> {
  const early = Array.isArray(site.hamsafarSurveys) ? site.hamsafarSurveys : [];
  site.hamsafarSurveys = { push: (...calls: Call[]) => calls.forEach((call) => void follow(call).catch(quiet)) };
  addEventListener("message", heard);
  addEventListener("online", () => void (all.length ? sendRest() : begin().catch(quiet)));
  for (const call of early) void follow(call).catch(quiet);
  await begin();
}

/** Again when the connection is back, if there was none. */
async function begin(): Promise<void> {
  await sendRest();
  await ready();
  if (!all.length) return;
  onMove(look);
  if (!shown) goOn();
  look();
}

let reading: Promise<void> | null = null;
function ready(): Promise<void> {
  const failed = (trouble: unknown): never => {
    reading = null;
    throw trouble;
  };
  return (reading ??= read().catch(failed));
}

async function read(): Promise<void> {
  const answer = await fetch(address(`/s/-/sites/${encodeURIComponent(key)}`), { credentials: "omit" });
  if (answer.ok) all = ((await answer.json()) as { surveys: Rules[] }).surveys;
}

/** What the visitor said decides, else the browser's signals, else the site's way: the same rule as in the measuring script. */
function isAllowed(): boolean {
  if (typeof site.hamsafar?.allowed === "function") return site.hamsafar.allowed();
  const said = memory.get("consent");
  if (said) return said === "granted";
  const signals = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  return !signals.globalPrivacyControl && signals.doNotTrack !== "1" && script?.dataset.consent !== "opt-in";
}

function visitor(): string {
  if (!isAllowed()) return "";
  const known = memory.get("anonymous");
  if (known) return known;
  const fresh = memory.uuid();
  memory.set("anonymous", fresh);
  return fresh;
}

/** Begin to watch for what this page calls for. Who does not want to be followed is not asked by itself. */
function look(): void {
  stops.forEach((stop) => stop());
  stops = [];
  if (!isAllowed()) return watchWanted();
  for (const rules of all) {
    if (!isHere(rules.addresses, location.href) || !isInShare(visitor(), rules.id, rules.share)) continue;
    if (rules.wanted || mayShowAgain(rules)) stops.push(watch(rules, (trigger) => void open(rules, trigger).catch(quiet)));
  }
}

/** A button that asks to be heard works for everybody. */
function watchWanted(): void {
  for (const rules of all) {
    if (rules.wanted && isHere(rules.addresses, location.href)) {
      stops.push(watch({ ...rules, on: rules.on.filter((trigger) => trigger === "click") }, (trigger) => void open(rules, trigger).catch(quiet)));
    }
  }
}

async function follow(call: Call): Promise<void> {
  if (call[0] === "ask") await askFor(call[1], call[2]);
  else rate(call[1], call[2], call[3]);
}

/** A score given in the site's own stars. It waits for a connection like any answer; its id makes it count once. */
function rate(survey: string, score: number | string, { comment = "", about = {}, language }: Rating = {}): void {
  const id = memory.uuid();
  const rules = all.find((each) => each.id === survey);
  const said = new URLSearchParams({ ...whoAndWhere(survey, language ?? (rules ? spoken(rules) : "")), id, score: String(score), comment });
  for (const [name, value] of Object.entries(about)) said.set("about." + name, String(value));
  keep(id, String(said), "/s/-/rate");
  void sendRest();
}

function whoAndWhere(survey: string, language: string): { [name: string]: string } {
  const user = (isAllowed() && memory.get("user")) || "";
  return { key, survey, language, url: location.href.split("#")[0]!, anonymous_id: visitor(), user_id: user };
}

/** A call of the site's program: no rule on addresses or share, but once is once. */
async function askFor(survey: string, wish: Wish = {}): Promise<void> {
  await ready();
  const rules = all.find((each) => each.id === survey);
  if (rules && (rules.wanted || (isAllowed() && mayShowAgain(rules)))) await open(rules, "call", wish);
}

async function open(rules: Rules, trigger: Trigger | "call", wish: Wish = {}): Promise<void> {
  if (shown || isBusy || (!rules.wanted && !mayShowAgain(rules))) return;
  isBusy = true;
  try {
    const said = await offer(rules, trigger, wish);
    if (said) show(rules, said, trigger === "click" || trigger === "call");
    else if (!rules.wanted) noteRefused(rules.id);
  } finally {
    isBusy = false;
  }
}

async function offer(rules: Rules, trigger: string, { language, about = {} }: Wish): Promise<Open | null> {
  const asked = new URLSearchParams({ ...whoAndWhere(rules.id, language ?? spoken(rules)), trigger });
  for (const [name, value] of Object.entries(about)) asked.set("about." + name, String(value));
  const answer = await fetch(address("/s/-/offer"), { method: "POST", body: asked, credentials: "omit" });
  if (!answer.ok) return null;
  const made = (await answer.json()) as { page: string; language: string };
  return { survey: rules.id, page: made.page, language: made.language, at: Date.now() };
}

/** What the tag says, else the page, else the browser. */
function spoken(rules: Rules): string {
  const known = [script?.dataset.language, document.documentElement.lang, ...navigator.languages].map((each) => (each ?? "").slice(0, 2).toLowerCase());
  return known.find((each) => rules.languages.includes(each)) ?? rules.languages[0] ?? "fa";
}

/** Left in the middle by going to another page: it goes on there. */
function goOn(): void {
  const known = memory.read<Open>("open");
  const rules = known && all.find((each) => each.id === known.survey);
  if (known && rules && Date.now() - known.at < RESUMED_FOR) show(rules, known, false);
  else memory.remove("open");
}

function show(rules: Rules, said: Open, takesFocus: boolean): void {
  if (isAllowed()) {
    noteShown(rules.id);
    memory.set("open", JSON.stringify(said));
  }
  const made = panel({
    rules,
    language: said.language,
    address: address(`/s/w/${rules.id}?lang=${said.language}`),
    takesFocus,
    onClose: () => {
      shown = null;
      memory.remove("open");
      void sendRest();
    },
  });
  shown = { ...made, survey: rules.id, held: new Set() };
  Object.assign(shown.frame, { said, takesFocus: takesFocus || rules.place === "middle" });
}

/** Only the frame that we opened is listened to. */
function heard({ source, origin, data }: MessageEvent): void {
  if (!shown || source !== shown.frame.contentWindow || origin !== host || !data?.hamsafar) return;
  const frame = shown.frame as HTMLIFrameElement & { said: Open; takesFocus: boolean };
  if (data.hamsafar === "ready") {
    frame.contentWindow?.postMessage({ hamsafar: "page", page: frame.said.page, focus: frame.takesFocus }, host);
    if (frame.takesFocus) frame.focus({ preventScroll: true });
  } else if (data.hamsafar === "height") shown.tall(data.height);
  else if (data.hamsafar === "keep") {
    shown.held.add(data.id);
    keep(data.id, data.body, "/s/-/widget");
  } else if (data.hamsafar === "drop") {
    shown.held.delete(data.id);
    drop(data.id);
  } else if (data.hamsafar === "close") shown.close();
  else if (data.hamsafar === "ended") ended(shown);
}

function ended(panel: Panel): void {
  memory.remove("open");
  const leave = (): void => {
    // Whoever is still in it, with a finger or with the keyboard, closes it themselves.
    if (shown?.frame !== panel.frame || panel.frame.matches(":hover")) return;
    if (panel.frame.getRootNode() instanceof ShadowRoot && (panel.frame.getRootNode() as ShadowRoot).activeElement) return;
    panel.close();
  };
  setTimeout(leave, THANKS_FOR);
}

async function sendRest(): Promise<void> {
  await flush(host, (id) => !!shown?.held.has(id)).catch(quiet);
}

/** Pages that change their address without a load. */
function onMove(moved: () => void): void {
  let last = location.href;
  const check = (): void => {
    if (location.href === last) return;
    last = location.href;
    moved();
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const own = history[name];
    history[name] = function (...given) {
      own.apply(this, given);
      setTimeout(check);
    };
  }
  addEventListener("popstate", () => setTimeout(check));
}

/** Nothing of ours may break the page that it is on. */
function quiet(trouble: unknown): void {
  console.warn("hamsafar", trouble);
}
