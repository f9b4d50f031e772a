// SPDX-License-Identifier: Apache-2.0
// The small parts that all views are made of.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "./icons";

interface PanelProps {
  title: string;
  note?: ComponentChildren;
  actions?: ComponentChildren;
  class?: string;
  flush?: boolean;
  children: ComponentChildren;
}

export function Panel({ title, note, actions, children, flush, ...more }: PanelProps) {
  const id = useId();
  return (
    <section class={`panel ${flush ? "flush" : ""} ${more.class ?? ""}`} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span class="panel-note">{note}</span>}
        {actions && <div class="panel-actions">{actions}</div>}
      </header>
      <div class="panel-body">{children}</div>
    </section>
  );
}

interface ButtonProps {
  children?: ComponentChildren;
  icon?: IconName;
  look?: "main" | "plain" | "quiet" | "bad";
  /** Told where there is no text. */
  label?: string;
  onClick?: (e: MouseEvent) => void;
  type?: "button" | "submit";
  disabled?: boolean;
  pressed?: boolean;
  class?: string;
  /** The single key that clicks it. */
  hotkey?: string;
}

export function Button({ children, icon, look = "plain", label, type = "button", pressed, hotkey, disabled = false, onClick, ...more }: ButtonProps) {
  return (
    <button type={type} class={`button ${look} ${children ? "" : "only-icon"} ${more.class ?? ""}`} disabled={disabled}
      aria-label={label} data-key={hotkey} title={children ? undefined : label} aria-pressed={pressed} {...(onClick ? { onClick } : {})}>
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

interface FieldProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "password" | "search" | "number";
  hint?: string;
  placeholder?: string;
  autocomplete?: string;
  required?: boolean;
  invalid?: boolean;
  autofocus?: boolean;
  min?: number;
  max?: number;
  class?: string;
}

export function Field({ label, hint, onInput, invalid, autofocus, type = "text", ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class={`field ${rest.class ?? ""}`}>
      <label for={id}>{label}</label>
      <input {...rest} class="input" type={type as "text"} id={id} spellcheck={false} autocapitalize="none" autoFocus={autofocus ?? false}
        aria-invalid={invalid ? "true" : undefined} aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(e) => onInput(e.currentTarget.value)} />
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
  class?: string;
}

export function Select({ label, value, options, onChange, ...more }: SelectProps) {
  const id = useId();
  return (
    <div class={`field ${more.class ?? ""}`}>
      <label for={id}>{label}</label>
      <select class="input" id={id} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {options.map(([each, text]) => <option key={each} value={each} selected={each === value}>{text}</option>)}
      </select>
    </div>
  );
}

/** One figure with its name. */
export function Stat({ name, value, note, tone }: { name: string; value: ComponentChildren; note?: ComponentChildren; tone?: string }) {
  return (
    <div class={`stat ${tone ? `tone-${tone}` : ""}`}>
      <dt>{name}</dt>
      <dd><strong>{value}</strong>{note !== undefined && <span class="stat-note">{note}</span>}</dd>
    </div>
  );
}

/** A share, 0…1, as a bar; its number stands beside it. */
export function Meter({ share, label }: { share: number; label: string }) {
  const tone = share > 0.9 ? "bad" : share > 0.7 ? "kept" : "accent";
  return (
    <span class="meter" role="img" aria-label={label}>
      <span class={`meter-fill ${tone}`} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </span>
  );
}

/** An actor's kind and name. Those of which there is one per server have no
 * address: they are called as their kind. */
export function ActorName({ kind, name }: { kind: string; name: string }) {
  if (!name || name === kind) return <span>{kind}</span>;
  return <><span class="muted">{kind}</span> <Jid jid={name} /></>;
}

/** An address as a link to its actor. */
export function Jid({ jid }: { jid: string | undefined }) {
  if (!jid) return <span class="muted">–</span>;
  return <a class="jid" href={`#/actor?jid=${encodeURIComponent(jid).replaceAll("%40", "@").replaceAll("%2F", "/")}`}>{jid}</a>;
}
