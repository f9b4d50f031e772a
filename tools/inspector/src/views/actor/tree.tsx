// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "preact/hooks";
import type { Description } from "../../api/types";
import { domain } from "../../model/jid";
import { type TreeRow, treeRows } from "../../model/tree";
import { Icon } from "../../ui/icons";
import { Jid } from "../../ui/parts";
import { rove } from "../../ui/roving";

interface TreeProps {
  roots: Description[];
  before: ReadonlyMap<string, string>;
  label: string;
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text) && domain(text).length > 0;

interface RowProps {
  row: TreeRow;
  first: boolean;
  turn: (path: string) => void;
}

function Row({ row, first, turn }: RowProps) {
  const { path, depth, name, value, children, open, changed } = row;
  return (
    <li class={`tree-row ${changed ? "changed" : ""}`} role="treeitem" aria-level={depth + 1} aria-expanded={children ? open : undefined}
      tabIndex={first ? 0 : -1} data-path={path} style={{ "--depth": String(depth) }}
      onClick={(e) => children && !(e.target instanceof HTMLAnchorElement) && turn(path)}>
      <span class={`tree-turn ${open ? "open" : ""}`} aria-hidden="true">{children > 0 && <Icon name="forward" />}</span>
      <span class="tree-name">{name}</span>
      <span class="tree-value">{isAddress(value) ? <Jid jid={value} /> : value}</span>
    </li>
  );
}

/** Arrows up and down go through it, left and right close and open. */
export function Tree({ roots, before, label }: TreeProps) {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const rows = treeRows(roots, turned, before);
  const turn = (path: string): void => setTurned((was) => {
    const next = new Set(was);
    if (!next.delete(path)) next.add(path);
    return next;
  });
  const keys = (e: KeyboardEvent): void => {
    if (!list.current || rove(e, list.current, ".tree-row")) return;
    const path = (document.activeElement as HTMLElement | null)?.dataset["path"];
    const row = rows.find((each) => each.path === path);
    if (!row?.children) return;
    const wants = { ArrowRight: !row.open, ArrowLeft: row.open, Enter: true, " ": true }[e.key];
    if (!wants) return;
    e.preventDefault();
    turn(row.path);
  };
  return (
    <ul class="tree" role="tree" aria-label={label} ref={list} onKeyDown={keys}>
      {rows.map((row, i) => <Row key={row.path} row={row} first={i === 0} turn={turn} />)}
    </ul>
  );
}
