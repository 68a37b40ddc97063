// Core Web Vitals, told once when the page is first hidden. Definitions: web.dev/articles/vitals.
import type { Client } from "./client";
import { maskPath } from "./mask";

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
type Interaction = PerformanceEntry & { interactionId?: number };

export function speed(client: Client): void {
  const found: { [name: string]: number } = {};
  const where = maskPath(location.pathname);
  const flushes: (() => void)[] = [];
  const observe = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}): void => {
    try {
      const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
      observer.observe({ type, buffered: true, ...more });
      flushes.push(() => observer.takeRecords().forEach(take));
    } catch {
      // this browser does not measure it
    }
  };
  observe("largest-contentful-paint", (entry) => (found.lcp = entry.startTime));
  observe("paint", (entry) => entry.name === "first-contentful-paint" && (found.fcp = entry.startTime));
  observe("navigation", (entry) => (found.ttfb = (entry as PerformanceNavigationTiming).responseStart));
  shifts(observe, found);
  interactions(observe, found);
  const tell = (): void => {
    if (document.visibilityState !== "hidden") return;
    document.removeEventListener("visibilitychange", tell, true);
    flushes.forEach((flush) => flush());
    const rounded = Object.fromEntries(Object.entries(found).map(([name, value]) => [name, name === "cls" ? Math.round(value * 1e4) / 1e4 : Math.round(value)]));
    if (Object.keys(rounded).length) client.track("Web Vitals Measured", { ...rounded, path: where });
  };
  document.addEventListener("visibilitychange", tell, true);
}

type Observe = (type: string, take: (entry: PerformanceEntry) => void, more?: object) => void;

/** The largest window of shifts that follow each other within a second, five seconds at most. */
function shifts(observe: Observe, found: { [name: string]: number }): void {
  let sum = 0;
  let first = 0;
  let last = 0;
  found.cls = 0;
  observe("layout-shift", (entry) => {
    const shift = entry as Shift;
    if (shift.hadRecentInput) return;
    if (!(sum && shift.startTime - last < 1000 && shift.startTime - first < 5000)) [sum, first] = [0, shift.startTime];
    sum += shift.value;
    last = shift.startTime;
    found.cls = Math.max(found.cls ?? 0, sum);
  });
}

/** The slowest interaction, one in fifty forgiven. */
function interactions(observe: Observe, found: { [name: string]: number }): void {
  const slow = new Map<number, number>();
  observe(
    "event",
    (entry) => {
      const id = (entry as Interaction).interactionId;
      if (!id) return;
      slow.set(id, Math.max(slow.get(id) ?? 0, entry.duration));
      const order = [...slow.values()].sort((a, b) => b - a);
      found.inp = order[Math.min(order.length - 1, Math.floor(slow.size / 50))]!;
    },
    { durationThreshold: 16 },
  );
}
