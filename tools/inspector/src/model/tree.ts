// SPDX-License-Identifier: Apache-2.0
// A description as rows of a tree, with what has changed since the last.
import type { Description } from "../api/types";

export interface TreeRow {
  path: string;
  depth: number;
  name: string;
  value: string;
  children: number;
  open: boolean;
  changed: boolean;
}

/** A node's path: names may repeat, so they are counted. */
function children(of: Description, path: string): [string, Description][] {
  const seen = new Map<string, number>();
  return (of.children ?? []).map((child) => {
    const n = seen.get(child.name) ?? 0;
    seen.set(child.name, n + 1);
    return [`${path}/${child.name}${n ? `~${n}` : ""}`, child];
  });
}

function values(of: Description, path: string, into: Map<string, string>): void {
  into.set(path, of.value ?? "");
  for (const [at, child] of children(of, path)) values(child, at, into);
}

export function valuesOf(roots: Description[]): Map<string, string> {
  const all = new Map<string, string>();
  roots.forEach((root, i) => values(root, String(i), all));
  return all;
}

/** Open down to the second level unless `turned` says otherwise. */
export function treeRows(roots: Description[], turned: ReadonlySet<string>, before: ReadonlyMap<string, string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (node: Description, path: string, depth: number): void => {
    const count = node.children?.length ?? 0;
    const open = count > 0 && (depth < 2) !== turned.has(path);
    const was = before.get(path);
    rows.push({ path, depth, name: node.name, value: node.value ?? "", children: count, open,
      changed: was !== undefined && was !== (node.value ?? "") });
    if (open) for (const [at, child] of children(node, path)) visit(child, at, depth + 1);
  };
  roots.forEach((root, i) => visit(root, String(i), 0));
  return rows;
}

/** What `describe` answers: one or several trees. */
export function rootsOf(answer: unknown): Description[] {
  const given = answer as { actors?: Description[]; actor?: Description; name?: string } | Description[];
  if (Array.isArray(given)) return given;
  if (given?.actors) return given.actors;
  if (given?.actor) return [given.actor];
  return given && typeof given.name === "string" ? [given as Description] : [];
}
