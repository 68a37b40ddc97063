// Events wait in the browser until the server has said that they are kept. Each is an entry of its own, so tabs do not overwrite each other;
// two that send the same event at once do no harm, because the server counts a message id once.
import * as memory from "./memory";
import type { Message } from "./types";

const WAITING = "q.";
const MOST = 1000;
const BATCH = 100;
const BYTES = 400_000;
const EVENT_BYTES = 32_000;
const BEACON_BYTES = 60_000;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60_000;

export class Queue {
  private timer = 0;
  private failures = 0;
  private sending = false;
  private closed = false;
  private readonly handed = new Set<string>();

  constructor(
    private readonly host: string,
    private readonly key: string,
    private readonly at: number,
    private readonly after: number,
  ) {
    addEventListener("online", () => this.soon(0));
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    if (this.waiting().length) this.soon(0);
  }

  put(message: Message): void {
    const text = JSON.stringify(message);
    if (text.length > EVENT_BYTES) return;
    const waiting = this.waiting();
    for (const key of waiting.slice(0, Math.max(0, waiting.length + 1 - MOST))) memory.remove(key);
    memory.set(WAITING + Date.now().toString(36).padStart(9, "0") + "." + message.messageId, text);
    this.closed = false;
    this.soon(waiting.length + 1 >= this.at && !this.failures ? 0 : this.failures ? this.delay() : this.after);
  }

  clear(): void {
    this.waiting().forEach(memory.remove);
  }

  waiting(): string[] {
    return memory.keys(WAITING);
  }

  soon(delay: number): void {
    if (this.timer && delay) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.flush();
    }, delay);
  }

  /** The page may be going: hand everything to the browser. Nothing is taken off the list, for a beacon has no answer. */
  leave(): void {
    const [keys, body] = this.batch(BEACON_BYTES, BATCH, this.handed);
    if (!keys.length || !navigator.sendBeacon) return;
    navigator.sendBeacon(this.host + "/v1/batch", new Blob([body], { type: "text/plain" }));
    keys.forEach((key) => this.handed.add(key));
  }

  private async flush(most = BATCH): Promise<void> {
    if (this.sending || this.closed) return;
    const [keys, body] = this.batch(BYTES, most);
    if (!keys.length) return;
    this.sending = true;
    let again = -1;
    try {
      again = await this.post(keys, body);
    } finally {
      this.sending = false;
    }
    if (again > 0) return this.flush(again);
    if (this.waiting().length && !this.closed) this.soon(this.failures ? this.delay() : 0);
  }

  /** 0, or the size of a smaller batch to try at once. */
  private async post(keys: string[], body: string): Promise<number> {
    let status = 0;
    let wait = 0;
    try {
      // text/plain needs no preflight; the key is in the body.
      const answer = await fetch(this.host + "/v1/batch", { method: "POST", body, headers: { "Content-Type": "text/plain" }, credentials: "omit", keepalive: body.length < BEACON_BYTES });
      status = answer.status;
      wait = Number(answer.headers.get("Retry-After")) || 0;
    } catch {
      // no network
    }
    if (status === 413 && keys.length > 1) return Math.ceil(keys.length / 2);
    if (status === 401 || status === 403) {
      this.closed = true; // a wrong key does not become right; the events wait for a page with the right one
      return 0;
    }
    if (status >= 200 && status < 300 || status === 400 || status === 413) {
      keys.forEach(memory.remove);
      this.failures = 0;
      return 0;
    }
    this.failures++;
    if (wait) this.soon(wait * 1000);
    return 0;
  }

  private delay(): number {
    return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.failures - 1)) * (0.8 + Math.random() * 0.4);
  }

  private batch(bytes: number, most: number, without?: Set<string>): [string[], string] {
    const keys: string[] = [];
    const texts: string[] = [];
    let size = 200;
    for (const key of this.waiting()) {
      const text = memory.get(key);
      if (!text || without?.has(key)) continue;
      const length = new Blob([text]).size + 1;
      if (keys.length >= most || (keys.length && size + length > bytes)) break;
      size += length;
      keys.push(key);
      texts.push(text);
    }
    const head = JSON.stringify({ writeKey: this.key, sentAt: new Date().toISOString() }).slice(0, -1);
    return [keys, `${head},"batch":[${texts.join(",")}]}`];
  }
}
