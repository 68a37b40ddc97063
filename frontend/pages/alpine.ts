// For pages with a small state of their own. The CSP build: expressions are parsed, never evaluated as code.
import Alpine from "@alpinejs/csp";

Alpine.start();
