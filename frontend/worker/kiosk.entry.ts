// Lets a kiosk open without a net: its page has put all that it needs into a store, from which this serves it. Answers never pass here.
interface Fetching extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Waking extends Event {
  waitUntil(work: Promise<unknown>): void;
}
const worker = self as unknown as {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: string, then: (event: never) => void): void;
};
const STORE = "hamsafar-kiosk";
const PATIENCE = 4000;

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event: Waking) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event: Fetching) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/k/")) event.respondWith(fresh(event.request));
  else if (/^\/(static|s\/-\/(theme|picture))\//.test(pathname)) event.respondWith(kept(event.request));
});

/** The newest, if it comes soon; else what was kept. */
async function fresh(request: Request): Promise<Response> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: waiting.signal });
    if (answer.ok || answer.status === 404) return answer;
    return (await caches.match(request)) ?? answer;
  } catch (trouble) {
    const found = await caches.match(request);
    if (found) return found;
    throw trouble;
  } finally {
    clearTimeout(timer);
  }
}

/** Names of these carry a hash of what is in them. */
async function kept(request: Request): Promise<Response> {
  const found = await caches.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(STORE)).put(request, answer.clone());
  return answer;
}
