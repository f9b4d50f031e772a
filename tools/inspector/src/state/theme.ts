// SPDX-License-Identifier: Apache-2.0
import { store } from "./store";

export type Theme = "auto" | "light" | "dark";

const key = "troupe-inspector-theme";

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto"; // storage may be forbidden
  }
}

export const theme = store<Theme>(remembered());

/** What is seen at last: for what is drawn with colours of its own. */
export const shade = store<"light" | "dark">("light");

const system = matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const chosen = theme.get();
  document.documentElement.dataset["theme"] = chosen;
  shade.set(chosen === "auto" ? (system.matches ? "dark" : "light") : chosen);
}

apply();
theme.subscribe(apply);
system.addEventListener("change", apply);

export function setTheme(next: Theme): void {
  theme.set(next);
  try {
    localStorage.setItem(key, next);
  } catch {
    // It holds for this page then.
  }
}

/** The colour that a variable of the style has now, as rgb(…). */
export function colourOf(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  probe.hidden = true;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
