// Light and dark without waiting for the server: the page turns at once, the choice is sent in its form.
import { on } from "./dom";

on("click", "button[name=theme]", (button) => {
  const theme = (button as HTMLButtonElement).value;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
});

// A form that is sent by choosing.
on("change", "[data-send-on-change]", (field) => (field.closest("form") as HTMLFormElement).requestSubmit());

on("click", "[data-print]", () => window.print());
