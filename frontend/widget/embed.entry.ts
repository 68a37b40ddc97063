// A survey in a frame grows with what it shows: <iframe src="https://cx.example.com/s/SURVEY?embed=1" data-hamsafar></iframe>
const script = document.currentScript as HTMLScriptElement | null;
const home = script ? new URL(script.src).origin : location.origin;

addEventListener("message", ({ source, origin, data }) => {
  if (origin !== home || data?.hamsafar !== "height") return;
  for (const frame of document.querySelectorAll<HTMLIFrameElement>("iframe[data-hamsafar]")) {
    if (frame.contentWindow !== source) continue;
    frame.style.height = `${Math.min(20000, Math.ceil(Number(data.height) || 0))}px`;
  }
});
