// Hamsafar in a visitor's browser. The snippet on the page has queued calls on window.hamsafar; they are made here, then the object answers itself.
import { capture, left } from "./capture";
import { Client } from "./client";
import { speed } from "./speed";
import type { Options } from "./types";

const CALLS = ["track", "page", "identify", "group", "alias", "reset", "consent", "anonymousId", "allowed"] as const;
type Call = (typeof CALLS)[number];
type Early = unknown[] & { key?: string; options?: Options };

const script = document.currentScript as HTMLScriptElement | null;
const page = window as unknown as { hamsafar?: Early };
const early: Early = page.hamsafar ?? [];
const key = early.key ?? script?.dataset.key;

if (key && !("started" in early)) start(key, early.options ?? {});

function start(writeKey: string, options: Options): void {
  const host = options.host ?? (script?.src ? new URL(script.src).origin : location.origin);
  const client = new Client(writeKey, options, host);
  const made: { [name: string]: unknown } = { started: true, load: () => undefined };
  surveys(made, writeKey, options, host);
  for (const name of CALLS) made[name] = quietly((client[name] as (...given: unknown[]) => unknown).bind(client));
  const waiting = early.slice() as [Call, ...unknown[]][];
  page.hamsafar = made as never;
  if (options.page !== false) followAddress(client);
  if (options.capture !== false) {
    quietly(capture)(client);
    quietly(speed)(client);
  }
  if (options.page !== false) client.page();
  for (const [name, ...given] of waiting) (made[name] as ((...given: unknown[]) => void) | undefined)?.(...given);
}

/** Surveys are a script of their own, fetched with `surveys: true` or by the first call. It takes calls from a list. */
function surveys(made: { [name: string]: unknown }, writeKey: string, options: Options, host: string): void {
  const site = window as unknown as { hamsafarSurveys?: unknown[] };
  const list = (site.hamsafarSurveys ??= []);
  let isThere = false;
  const load = (): void => {
    if (isThere) return;
    isThere = true;
    const tag = document.createElement("script");
    Object.assign(tag.dataset, { key: writeKey, consent: options.consent ?? "" });
    tag.src = host + "/widget.js";
    document.head.append(tag);
  };
  for (const name of ["ask", "rate"]) {
    made[name] = (...given: unknown[]) => {
      load();
      (site.hamsafarSurveys ?? list).push([name, ...given]);
    };
  }
  if (options.surveys) load();
}

/** Nothing of ours may break the page that it is on. */
function quietly<Given extends unknown[], Gives>(work: (...given: Given) => Gives): (...given: Given) => Gives | undefined {
  return (...given) => {
    try {
      return work(...given);
    } catch (trouble) {
      console.warn("hamsafar", trouble);
      return undefined;
    }
  };
}

function followAddress(client: Client): void {
  const look = quietly(() => {
    left();
    client.moved();
  });
  for (const name of ["pushState", "replaceState"] as const) {
    const own = history[name];
    history[name] = function (...given) {
      const before = location.pathname + location.search;
      own.apply(this, given);
      // A single-page application sets the title after the address.
      if (location.pathname + location.search !== before) setTimeout(look);
    };
  }
  addEventListener("popstate", () => setTimeout(look));
}
