// What every page loads. Everything here improves a page that already works without it.
import "./ajax";
import "./calendar";
import "./dialogs";
import "./files";
import "./keyboard";
import "./live";
import "./menus";
import "./palette";
import "./pick";
import "./preferences";
import "./scroll";
import "./table";
import "./toasts";
import { whenAdded } from "./dom";

// Charts and Alpine are fetched only where a page has them.
whenAdded("[data-chart]", (canvas) => void import("./charts").then(({ draw }) => draw(canvas as HTMLElement)));
whenAdded("[x-data]", () => void import("./alpine"));
