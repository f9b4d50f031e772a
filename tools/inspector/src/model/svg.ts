// SPDX-License-Identifier: Apache-2.0
// A diagram as a file that stands for itself: no style sheet, no script.
import type { Diagram } from "./diagram";
import { type Shape, attributesOf } from "./roles";

/** Text that may stand in XML, also within quotes. */
export function escaped(text: string): string {
  return text
    // Characters that XML cannot have at all.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export type Colours = (variable: string) => string;

function valueOf(value: string | number, colours: Colours): string {
  return escaped(String(value).replace(/var\((--[\w-]+)\)/g, (_, name: string) => colours(name)));
}

function drawn(shape: Shape, colours: Colours): string {
  const attributes = Object.entries(attributesOf(shape))
    .map(([name, value]) => `${name}="${valueOf(value, colours)}"`).join(" ");
  return shape.t === "text"
    ? `<text ${attributes}>${escaped(shape.text)}</text>`
    : `<${shape.t} ${attributes}/>`;
}

export function svgOf(diagram: Diagram, title: string, colours: Colours): string {
  const { width, height } = diagram;
  const all = (shapes: Shape[]): string => shapes.map((each) => drawn(each, colours)).join("\n");
  const rows = diagram.rows.map((row) => `<g><title>${escaped(row.says)}</title>\n${all(row.shapes)}\n</g>`);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `
      + `role="img" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif">`,
    `<title>${escaped(title)}</title>`,
    drawn({ t: "rect", role: "ground", x: 0, y: 0, width, height }, colours),
    all(diagram.behind),
    ...rows,
    `</svg>`,
    "",
  ].join("\n");
}
