// Answers of a device wait in its own database until the server has said what became of them; then they are gone from it.
export interface Entry {
  id: string;
  version: number;
  language: string;
  asked: string[];
  fields: { [name: string]: string[] };
  began: number;
  at: number;
  done: boolean;
}
const NAME = "hamsafar-kiosk";
const AT_ONCE = 20;

function open(): Promise<IDBDatabase> {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "id" });
  return settled(asked);
}

function settled<Found>(asked: IDBRequest<Found>): Promise<Found> {
  return new Promise((good, bad) => {
    asked.onsuccess = () => good(asked.result);
    asked.onerror = () => bad(asked.error);
  });
}

async function within<Found>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<Found>): Promise<Found> {
  const base = await open();
  try {
    const transaction = base.transaction("waiting", mode);
    const kept = new Promise<void>((good, bad) => {
      transaction.oncomplete = () => good();
      transaction.onabort = transaction.onerror = () => bad(transaction.error);
    });
    const found = await settled(work(transaction.objectStore("waiting")));
    await kept;
    return found;
  } finally {
    base.close();
  }
}

export const put = (entry: Entry): Promise<unknown> => within("readwrite", (store) => store.put(entry));
export const remove = (id: string): Promise<unknown> => within("readwrite", (store) => store.delete(id));
export const list = (): Promise<Entry[]> => within("readonly", (store) => store.getAll() as IDBRequest<Entry[]>);

/** What was left half done by a device that went out is as done as it gets. */
export async function closeAll(): Promise<void> {
  for (const entry of await list()) if (!entry.done) await put({ ...entry, done: true });
}

export type Outcome = "sent" | "unsent" | "revoked";
let sending: Promise<Outcome> | null = null;

/** Bring in what is done. Bringing an entry twice changes nothing, so it leaves only when its own answer has come. */
export function send(address: string): Promise<Outcome> {
  return (sending ??= sendAll(address).finally(() => (sending = null)));
}

async function sendAll(address: string): Promise<Outcome> {
  for (;;) {
    const done = (await list()).filter((entry) => entry.done).sort((a, b) => a.at - b.at);
    if (!done.length) return "sent";
    const outcome = await sendSome(address, done.slice(0, AT_ONCE));
    if (outcome !== "sent") return outcome;
  }
}

async function sendSome(address: string, entries: Entry[]): Promise<Outcome> {
  const now = Date.now();
  const said = entries.map(({ id, version, language, asked, fields, began, at }) => ({ id, version, language, asked, fields, ago: (now - at) / 1000, took: (at - began) / 1000 }));
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ entries: said }), credentials: "omit" }).catch(() => null);
  if (answer?.status === 404) return "revoked";
  if (!answer?.ok) return "unsent";
  const { results } = (await answer.json()) as { results: { [id: string]: string } };
  const known = entries.filter(({ id }) => id in results);
  for (const { id } of known) await remove(id);
  return known.length ? "sent" : "unsent";
}

/** Nothing stays on a device whose access was withdrawn. */
export async function forget(): Promise<void> {
  await settled(indexedDB.deleteDatabase(NAME));
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}
