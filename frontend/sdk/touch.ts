// Where a visitor came from: the first time ever, and the last time that they came from somewhere.
import { address, mask } from "./mask";
import * as memory from "./memory";
import type { Bag } from "./types";

const NAMES: { [parameter: string]: string } = { utm_source: "source", utm_medium: "medium", utm_campaign: "name", utm_term: "term", utm_content: "content" };

/** Read once a page load, before the address changes. */
export function touched(): Bag | null {
  const campaign: Bag = {};
  new URLSearchParams(location.search).forEach((value, name) => {
    const known = NAMES[name];
    if (known) campaign[known] = mask(value).slice(0, 200);
  });
  const referrer = document.referrer && new URL(document.referrer).host !== location.host ? address(document.referrer) : "";
  if (!referrer && !Object.keys(campaign).length) return null;
  return { campaign, referrer, landing: location.pathname, at: new Date().toISOString() };
}

export function keep(touch: Bag | null): void {
  const kept = touch ?? { campaign: {}, referrer: "", landing: location.pathname, at: new Date().toISOString() };
  if (!memory.get("first")) memory.set("first", JSON.stringify(kept));
  if (touch || !memory.get("last")) memory.set("last", JSON.stringify(kept));
}

export function context(): Bag {
  const last = memory.read<Bag>("last");
  return { campaign: last?.campaign ?? {}, firstTouch: memory.read<Bag>("first"), lastTouch: last };
}
