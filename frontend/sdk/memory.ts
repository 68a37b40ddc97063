// What is kept in the browser: localStorage, or this page's memory where it is closed to us.

const PREFIX = "hamsafar.";
const here = new Map<string, string>();

export function get(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key) ?? here.get(key) ?? null;
  } catch {
    return here.get(key) ?? null;
  }
}

export function set(key: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + key, value);
    return true;
  } catch {
    here.set(key, value);
    return false;
  }
}

export function remove(key: string): void {
  here.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // closed: it was never there
  }
}

export function keys(start: string): string[] {
  const found = [...here.keys()];
  try {
    for (let index = 0; index < localStorage.length; index++) {
      const key = localStorage.key(index) ?? "";
      if (key.startsWith(PREFIX)) found.push(key.slice(PREFIX.length));
    }
  } catch {
    // closed
  }
  return found.filter((key) => key.startsWith(start)).sort();
}

export function read<T>(key: string): T | null {
  try {
    return JSON.parse(get(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

export function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  return [...bytes].map((byte, index) => ([4, 6, 8, 10].includes(index) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}
