// SPDX-License-Identifier: Apache-2.0
// Single keys that do something, and the list of them. They can be turned off:
// with speech input they are in the way.
import { useEffect } from "preact/hooks";
import { views } from "../model/route";
import { go } from "../state/routing";
import { store, useStore } from "../state/store";
import { Dialog } from "./dialog";

const key = "troupe-inspector-keys";
const allowed = store(readAllowed());
export const keysShown = store(false);

function readAllowed(): boolean {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
}

function allow(on: boolean): void {
  allowed.set(on);
  try {
    localStorage.setItem(key, on ? "on" : "off");
  } catch {
    // It holds for this page then.
  }
}

const isTyping = (at: EventTarget | null): boolean =>
  at instanceof HTMLElement && (at.matches("input, textarea, select") || at.isContentEditable);

function act(e: KeyboardEvent): boolean {
  if (e.key === "?") keysShown.set(!keysShown.get());
  else if (/^[1-5]$/.test(e.key)) go(views[Number(e.key) - 1] ?? "overview");
  else if (e.key === "/") document.querySelector<HTMLElement>("[data-key='/'] input, [data-key='/'] .input")?.focus();
  else {
    const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(e.key)}"]`);
    if (!target) return false;
    target.click();
  }
  return true;
}

export function useKeys(): void {
  useEffect(() => {
    const heard = (e: KeyboardEvent): void => {
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || !allowed.get()) return;
      if (document.querySelector("dialog[open]")) return;
      if (act(e)) e.preventDefault();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, []);
}

const list: readonly (readonly [keys: string[], what: string])[] = [
  [["1"], "Overview"], [["2"], "Live map"], [["3"], "Trace"], [["4"], "Actor"], [["5"], "Accounts"],
  [["/"], "To the view's first field"],
  [["s"], "Trace: start or stop following"],
  [["↑", "↓"], "Through the list of traces, the steps of a diagram, a tree, the nodes of the map"],
  [["←", "→"], "Close and open a branch of a tree"],
  [["+", "−", "0"], "Map: nearer, farther, all of it"],
  [["Esc"], "Close what is open"],
  [["?"], "These keys"],
];

export function Keys() {
  const shown = useStore(keysShown);
  const on = useStore(allowed);
  if (!shown) return null;
  return (
    <Dialog title="Keys" close={() => keysShown.set(false)}>
      <dl class="keys">
        {list.map(([keys, what]) => (
          <div key={what}>
            <dt>{keys.map((each) => <kbd key={each}>{each}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={on} onChange={(e) => allow(e.currentTarget.checked)} />
        <span>Single keys do something</span>
      </label>
    </Dialog>
  );
}
