// What makes a survey show itself. Each watch answers with a way to stop watching.
import type { Rules, Trigger } from "./types";

type Stop = () => void;
type Watch = (rules: Rules, fire: (trigger: Trigger) => void) => Stop;

export function watch(rules: Rules, fire: (trigger: Trigger) => void): Stop {
  const stops = rules.on.map((trigger) => WATCHES[trigger](rules, fire));
  return () => stops.forEach((stop) => stop());
}

function listen(target: EventTarget, name: string, heard: (event: Event) => void, capture = false): Stop {
  target.addEventListener(name, heard, { capture, passive: true });
  return () => target.removeEventListener(name, heard, { capture });
}

/** Only seconds in which the page is seen count. */
function time({ seconds }: Rules, fire: (trigger: Trigger) => void): Stop {
  let seen = 0;
  const clock = setInterval(() => {
    if (document.visibilityState === "visible" && ++seen >= seconds) fire("time");
  }, 1000);
  return () => clearInterval(clock);
}

function scroll(rules: Rules, fire: (trigger: Trigger) => void): Stop {
  const look = (): void => {
    const page = document.documentElement;
    const way = page.scrollHeight - innerHeight;
    // A page that needs no scrolling has not been read by being there.
    if (way > 40 && scrollY / way >= rules.scroll / 100 - 0.001) fire("scroll");
  };
  return listen(window, "scroll", look);
}

/** With a mouse: towards the bar of tabs. With a finger there is no such sign; a quick way back up stands for it. */
function leave(_rules: Rules, fire: (trigger: Trigger) => void): Stop {
  const out = listen(document, "mouseout", (event) => {
    const { relatedTarget, clientY } = event as MouseEvent;
    if (!relatedTarget && clientY <= 8) fire("leave");
  });
  let last = scrollY;
  let at = performance.now();
  const up = listen(window, "scroll", () => {
    const now = performance.now();
    if (now - at < 120) return;
    const isQuick = (last - scrollY) / (now - at) > 2 && last - scrollY > innerHeight / 2;
    [last, at] = [scrollY, now];
    if (isQuick && matchMedia("(pointer: coarse)").matches) fire("leave");
  });
  return () => [out, up].forEach((stop) => stop());
}

function click({ selector }: Rules, fire: (trigger: Trigger) => void): Stop {
  const isMeant = (target: EventTarget | null): boolean => {
    try {
      return target instanceof Element && !!selector && !!target.closest(selector);
    } catch {
      return false; // no selector at all
    }
  };
  return listen(document, "click", (event) => isMeant(event.composedPath()[0] ?? null) && fire("click"), true);
}

const WATCHES: { [trigger in Trigger]: Watch } = {
  page: (_rules, fire) => {
    const soon = setTimeout(() => fire("page"));
    return () => clearTimeout(soon);
  },
  time,
  scroll,
  leave,
  click,
};
