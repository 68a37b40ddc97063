// Answers that the server has not taken yet wait in the site's own storage, so that neither a cut line nor a closed tab loses one.
import * as memory from "../sdk/memory";

const PREFIX = "unsent.";
const MOST = 50;

interface Unsent {
  path: string;
  body: string;
  at: number;
}
let isSending = false;

export function keep(id: string, body: string, path: string): void {
  for (const old of memory.keys(PREFIX).slice(0, -MOST)) memory.remove(old);
  memory.set(PREFIX + id, JSON.stringify({ path, body, at: Date.now() }));
}

export const drop = (id: string): void => memory.remove(PREFIX + id);

/** Send what is left of earlier pages. `isHeld` says which ones the open frame will send itself. Sending twice changes nothing. */
export async function flush(host: string, isHeld: (id: string) => boolean): Promise<void> {
  if (isSending) return;
  isSending = true;
  try {
    await send(host, isHeld);
  } finally {
    isSending = false;
  }
}

async function send(host: string, isHeld: (id: string) => boolean): Promise<void> {
  const waiting = memory.keys(PREFIX).map((key) => ({ key, said: memory.read<Unsent>(key) }));
  waiting.sort((a, b) => (a.said?.at ?? 0) - (b.said?.at ?? 0));
  for (const { key, said } of waiting) {
    if (isHeld(key.slice(PREFIX.length))) continue;
    if (said && !(await isTaken(host + said.path, said.body))) return;
    memory.remove(key);
  }
}

/** Also a refusal is an answer: it would be refused again. */
async function isTaken(address: string, body: string): Promise<boolean> {
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(body), credentials: "omit" });
    return answer.status < 500 && answer.status !== 429;
  } catch {
    return false;
  }
}
