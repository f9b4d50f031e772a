// SPDX-License-Identifier: Apache-2.0
// Builds the page: node build.mjs [FOLDER], dist by default. Files that a
// server can send as they are, each also packed with gzip.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));
const assets = join(out, "assets");

/** Those who made what is in the script want to be named with it. */
function licencesOf(packages) {
  const text = (name) => readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim();
  return packages.map((name) => `${name}\n\n${text(name)}\n`).join("\n\n");
}

rmSync(out, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx"],
  outdir: assets,
  bundle: true,
  minify: true,
  format: "esm",
  // The first browsers with light-dark().
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});

// A browser that has the old script must not keep it: the name has its content.
let page = readFileSync(join(here, "src/index.html"), "utf8");
for (const name of ["main.js", "main.css"]) {
  const bytes = readFileSync(join(assets, name));
  const hashed = name.replace(".", `-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.`);
  writeFileSync(join(assets, hashed), bytes);
  rmSync(join(assets, name));
  page = page.replaceAll(name, hashed);
}
writeFileSync(join(out, "index.html"), page);
writeFileSync(join(assets, "licences.txt"), licencesOf(["preact", "uplot", "d3-force", "d3-dispatch", "d3-quadtree", "d3-timer"]));
cpSync(join(here, "src/logo.svg"), join(assets, "logo.svg"));

for (const path of [join(out, "index.html"), ...readdirSync(assets).map((each) => join(assets, each))]) {
  const bytes = readFileSync(path);
  const packed = gzipSync(bytes, { level: 9 });
  writeFileSync(`${path}.gz`, packed);
  console.log(`${path.slice(out.length + 1)}: ${bytes.length} bytes, ${packed.length} packed`);
}
