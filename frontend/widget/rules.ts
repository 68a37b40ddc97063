// Whether a survey may show itself here, now, to this visitor. What only the server knows is asked when it is about to be shown.
import * as memory from "../sdk/memory";
import type { Address, Rules } from "./types";

const DAY = 24 * 3600 * 1000;
const HOUR = 3600 * 1000;

/** One of the positive rules, none of the negative ones. Addresses are compared without what stands behind #. */
export function isHere(addresses: Address[], url: string): boolean {
  const here = url.split("#")[0]!;
  const wanted = addresses.filter(([, , isNot]) => !isNot);
  return (!wanted.length || wanted.some((rule) => fits(rule, here))) && !addresses.some((rule) => rule[2] && fits(rule, here));
}

/** A rule that begins with / speaks of the path, any other of the whole address. */
function fits([op, text]: Address, url: string): boolean {
  const here = text.startsWith("/") ? url.replace(/^[a-z]+:\/\/[^/]*/i, "") : url;
  if (op === "is") return here === text || here === text + "/";
  if (op === "starts") return here.startsWith(text);
  return op === "contains" ? here.includes(text) : likePattern(text, here);
}

/** * stands for anything. No regular expression: nobody may bring a page to a standstill by a rule. */
function likePattern(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const first = parts.shift()!;
  if (!text.startsWith(first)) return false;
  if (!parts.length) return text === first;
  const last = parts.pop()!;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** The same visitor is always in or always out; FNV-1a spreads well enough for percents. */
export function isInShare(visitor: string, survey: string, share: number): boolean {
  let hash = 0x811c9dc5;
  for (const sign of `${survey}/${visitor}`) hash = Math.imul(hash ^ sign.codePointAt(0)!, 0x01000193);
  hash ^= hash >>> 15; // the last letters would else decide about the last bits only
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) / 2 ** 32 < share / 100;
}

export function mayShowAgain({ id, again }: Rules, now = Date.now()): boolean {
  const shown = Number(memory.get("shown." + id));
  const refused = Number(memory.get("refused." + id));
  return (!shown || (again > 0 && now - shown >= again * DAY)) && now - refused >= HOUR;
}

export const noteShown = (id: string): void => void memory.set("shown." + id, String(Date.now()));
export const noteRefused = (id: string): void => void memory.set("refused." + id, String(Date.now()));
