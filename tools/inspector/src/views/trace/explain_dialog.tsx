// SPDX-License-Identifier: Apache-2.0
import { useId, useState } from "preact/hooks";
import { type Failure, run, told } from "../../api/client";
import type { Trace } from "../../api/types";
import { asTrace, notesOf, stanzaText } from "../../model/traces";
import { watched } from "../../state/session";
import { Dialog } from "../../ui/dialog";
import { Button, Field } from "../../ui/parts";
import { TraceDetail } from "./trace_detail";

interface DialogProps {
  of: Trace | undefined;
  close: () => void;
}

type Answer = { trace: Trace; notes: string[] } | { failure: Failure } | { unknown: string };

/** What the server says of its answer, as what it could not know. */
function Notes({ of }: { of: string[] }) {
  if (of.length === 0) return null;
  return <ul class="explain-notes" aria-label="Notes">{of.map((note) => <li key={note}>{note}</li>)}</ul>;
}

/** What would become of a stanza: nothing is sent, nothing is stored. */
export function ExplainDialog({ of, close }: DialogProps) {
  const [as, setAs] = useState(of?.stanza.from ?? "");
  const [stanza, setStanza] = useState(of ? stanzaText(of) : "<message to='' type='chat'><body>Hello</body></message>");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const id = useId();

  const ask = async (e: Event): Promise<void> => {
    e.preventDefault();
    setBusy(true);
    const got = await watched(run<unknown>("explain", { stanza, as: as.trim() }));
    setBusy(false);
    const trace = got.ok ? asTrace(got.value) : undefined;
    setAnswer(!got.ok ? { failure: got.failure } : trace ? { trace, notes: notesOf(got.value) } : { unknown: JSON.stringify(got.value, null, 2) });
  };

  return (
    <Dialog title="Explain a stanza" close={close} wide>
      <form class="explain" onSubmit={(e) => void ask(e)}>
        <p class="muted">The server tells what it would decide now. Nothing is sent and nothing is stored.</p>
        <Field label="As" name="as" value={as} onInput={setAs} placeholder="alice@example.org/phone" required />
        <div class="field">
          <label for={id}>Stanza</label>
          <textarea class="input code" id={id} rows={4} spellcheck={false} required value={stanza} onInput={(e) => setStanza(e.currentTarget.value)} />
          {of && !of.stanza.xml && <p class="hint">Its text was not kept: this is what is known of it.</p>}
        </div>
        <div class="row-of-buttons"><Button type="submit" look="main" disabled={busy}>{busy ? "Asking…" : "Explain"}</Button></div>
      </form>
      <div class="explained" aria-live="polite">
        {answer && "failure" in answer && <p class="inline-bad" role="alert">{told(answer.failure)}</p>}
        {answer && "trace" in answer && <Notes of={answer.notes} />}
        {answer && "trace" in answer && <TraceDetail trace={answer.trace} linked={false} />}
        {answer && "unknown" in answer && <pre class="code" tabIndex={0}>{answer.unknown}</pre>}
      </div>
    </Dialog>
  );
}
