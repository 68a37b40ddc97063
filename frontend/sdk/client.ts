// The calls of Segment's protocol, and who and which visit they belong to.
import { address, mask, maskPath, search } from "./mask";
import * as memory from "./memory";
import { Queue } from "./queue";
import * as touch from "./touch";
import type { Bag, Message, Options } from "./types";

const VISIT = 30 * 60 * 1000;
const PERSON = ["anonymous", "user", "visit", "first", "last"];

export class Client {
  private readonly queue: Queue;
  private readonly touched = touch.touched();
  private before = document.referrer;
  private shown = "";

  constructor(
    key: string,
    private readonly options: Options,
    host: string,
  ) {
    this.queue = new Queue(host, key, options.flushAt ?? 20, options.flushAfter ?? 2000);
    if (!this.allowed()) this.forget();
  }

  /** What the person said decides; else the browser's signals; else the site's way. */
  allowed(): boolean {
    const said = memory.get("consent");
    if (said) return said === "granted";
    const signals = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null };
    if (signals.globalPrivacyControl || signals.doNotTrack === "1") return false;
    return this.options.consent !== "opt-in";
  }

  consent(decision: "grant" | "withdraw", told: Bag = {}): void {
    const properties = { purpose: "analytics", channel: "web", ...told };
    if (decision === "grant") {
      memory.set("consent", "granted");
      this.track("Consent Given", properties);
      if (this.options.page !== false) this.page();
      return;
    }
    if (this.allowed()) {
      this.queue.clear();
      this.track("Consent Withdrawn", properties);
      this.queue.leave();
    }
    memory.set("consent", "withdrawn");
    this.forget();
  }

  track(event: string, properties: Bag = {}): void {
    this.send({ type: "track", event, properties });
  }

  page(name?: string | Bag, properties: Bag = {}): void {
    const told = typeof name === "object" ? name : properties;
    const here = { url: address(location.href), path: maskPath(location.pathname), title: mask(document.title), referrer: address(this.before), search: search(location.search.slice(1)) };
    this.shown = location.href.split("#")[0]!;
    this.send({ type: "page", name: typeof name === "string" ? name : undefined, properties: { ...here, ...told } });
  }

  /** The address changed without a load. */
  moved(): void {
    const here = location.href.split("#")[0]!;
    if (here === this.shown) return;
    this.before = this.shown;
    this.page();
  }

  identify(user?: string | Bag | null, traits: Bag = {}): void {
    const told = typeof user === "object" && user ? user : traits;
    if (typeof user === "string" || typeof user === "number") this.become(String(user));
    this.send({ type: "identify", traits: told });
  }

  group(groupId: string, traits: Bag = {}): void {
    this.send({ type: "group", groupId, traits });
  }

  alias(userId: string, previousId?: string): void {
    const previous = previousId ?? this.user() ?? this.anonymous();
    this.become(userId, true);
    this.send({ type: "alias", previousId: previous });
  }

  reset(): void {
    ["anonymous", "user", "visit"].forEach(memory.remove);
  }

  anonymousId(): string {
    return this.anonymous();
  }

  /** Another person on the same device is not the same visitor. */
  private become(user: string, isSame = false): void {
    if (!this.allowed()) return;
    const known = this.user();
    if (known && known !== user && !isSame) this.reset();
    memory.set("user", user);
  }

  private user(): string | undefined {
    return memory.get("user") ?? undefined;
  }

  private anonymous(): string {
    const known = memory.get("anonymous");
    if (known || !this.allowed()) return known ?? "";
    const fresh = memory.uuid();
    memory.set("anonymous", fresh);
    return fresh;
  }

  private visit(): string {
    const now = Date.now();
    const known = memory.read<{ id: string; at: number }>("visit");
    const id = known && now - known.at < VISIT ? known.id : memory.uuid();
    memory.set("visit", JSON.stringify({ id, at: now }));
    return id;
  }

  private send(call: Partial<Message> & { type: Message["type"] }): void {
    if (!this.allowed()) return;
    touch.keep(this.touched);
    this.queue.put({ ...call, messageId: "sdk-" + memory.uuid(), anonymousId: this.anonymous(), userId: this.user(), timestamp: new Date().toISOString(), context: this.context() });
  }

  private context(): Bag {
    return {
      library: { name: "hamsafar-browser", version: "1" },
      page: { url: address(location.href), path: maskPath(location.pathname), title: mask(document.title), referrer: address(document.referrer) },
      userAgent: navigator.userAgent,
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
      sessionId: this.visit(),
      ...touch.context(),
    };
  }

  private forget(): void {
    this.queue.clear();
    PERSON.forEach(memory.remove);
  }
}
