// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./parts";

interface DialogProps {
  title: string;
  close: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/** A window over the page: it keeps the focus and gives it back. */
export function Dialog({ title, close, wide, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>("[autofocus], input, textarea")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} class={wide ? "dialog wide" : "dialog"} aria-labelledby={id} onCancel={(e) => { e.preventDefault(); close(); }}>
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <Button icon="close" look="quiet" label="Close" onClick={close} />
      </header>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
