// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Filter } from "../../model/traces";
import { Button, Field, Select } from "../../ui/parts";

const kinds = [["", "any kind"], ["message", "message"], ["presence", "presence"], ["iq", "iq"]] as const;
const further = ["from", "to", "ns", "id", "limit", "for", "payload"] as const;

interface FormProps {
  filter: Filter;
  busy: boolean;
  start: (filter: Filter) => void;
  stop: () => void;
}

/** What to follow. It is asked at ingress: other stanzas cost nothing. */
export function FilterForm({ filter, busy, start, stop }: FormProps) {
  const [draft, setDraft] = useState<Filter>(filter);
  const asText = JSON.stringify(filter);
  useEffect(() => setDraft(filter), [asText]);
  const [open, setOpen] = useState(further.some((key) => filter[key]));
  const set = (key: keyof Filter) => (value: string): void => setDraft((was) => ({ ...was, [key]: value }));
  const field = (key: keyof Filter) => ({ name: key, value: draft[key] ?? "", onInput: set(key) });
  const many = further.filter((key) => draft[key]).length;
  return (
    <form class="filter" aria-label="What to follow" data-key="/" onSubmit={(e) => { e.preventDefault(); start(draft); }}>
      <div class="filter-main">
        <Field label="Address" placeholder="anyone, or a JID" {...field("jid")} class="grow" />
        <Select label="Kind" value={draft.kind ?? ""} options={kinds} onChange={set("kind")} />
        {/* Keys, as one element turned from Stop into Follow would submit the form by the same click. */}
        {busy
          ? <Button key="stop" icon="stop" hotkey="s" onClick={stop}>Stop</Button>
          : <Button key="follow" type="submit" icon="play" look="main" hotkey="s">Follow</Button>}
      </div>
      <details class="fold" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>More conditions{many ? ` (${many})` : ""}</summary>
        <div class="filter-more">
          <Field label="From" placeholder="a JID" {...field("from")} />
          <Field label="To" placeholder="a JID" {...field("to")} />
          <Field label="Namespace" placeholder="urn:xmpp:…" {...field("ns")} />
          <Field label="Stanza id" {...field("id")} />
          <Field label="At most" type="number" min={1} placeholder="traces" {...field("limit")} />
          <Field label="For seconds" type="number" min={1} placeholder="until stopped" {...field("for")} />
        </div>
        <label class="check">
          <input type="checkbox" checked={draft.payload === "true"} onChange={(e) => set("payload")(e.currentTarget.checked ? "true" : "")} />
          <span>Show the stanzas' text <em class="warning">You will see what people write. That you asked is kept in the audit log.</em></span>
        </label>
      </details>
    </form>
  );
}
