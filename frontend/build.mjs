// Builds every `frontend/<part>/<name>.entry.ts`, `.css` and `.svg` into ../src/hamsafar/base/ui/static/built/<part>/.
//
// Names carry a hash of the content, so browsers may keep them for ever; manifest.json says which name is today's, and each file
// has a .br and a .gz beside it. A part that is loaded by other people's pages needs a name that stays: its `build.json` says
// {"hashed": false} and may set esbuild's own options under "esbuild".
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = resolve(HERE, "../src/hamsafar/base/ui/static/built");
const SMALLEST_WORTH_COMPRESSING = 200;
const ENTRY = /\.entry\.(ts|css|svg)$/;

async function entriesOf(part) {
  const names = (await readdir(join(HERE, part))).filter((name) => ENTRY.test(name));
  return names.sort().map((name) => ({ in: join(HERE, part, name), out: join(part, name.replace(ENTRY, "")) }));
}

async function optionsOf(part) {
  const path = join(HERE, part, "build.json");
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : {};
}

async function buildPart(part) {
  const entries = await entriesOf(part);
  if (!entries.length) return { files: [], names: {} };
  const { hashed = true, esbuild: own = {} } = await optionsOf(part);
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: entries,
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "esm",
    splitting: hashed,
    target: ["chrome123", "firefox121", "safari17.5"],
    entryNames: hashed ? "[dir]/[name]-[hash]" : "[dir]/[name]",
    chunkNames: `${part}/chunk-[hash]`,
    assetNames: `${part}/[name]-[hash]`,
    loader: { ".woff2": "file", ".svg": "copy" },
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
    ...own,
  });
  const names = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const name = relative(OUT, resolve(HERE, path));
    const source = output.entryPoint ?? (Object.keys(output.inputs).length === 1 ? Object.keys(output.inputs)[0] : "");
    if (ENTRY.test(output.entryPoint ?? "")) names[`${part}/${output.entryPoint.split("/").pop().replace(ENTRY, "")}.${name.split(".").pop()}`] = name;
    // Several parts may bring the same font; the pages preload theirs.
    else if (source.endsWith(".woff2") && part === "pages") names[source.split("/").pop()] = name;
  }
  return { files: result.outputFiles, names };
}

async function write({ path, contents }) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  const written = [path];
  if (contents.length < SMALLEST_WORTH_COMPRESSING || path.endsWith(".woff2")) return written;
  await writeFile(`${path}.gz`, await promisify(gzip)(contents, { level: 9 }));
  await writeFile(`${path}.br`, await promisify(brotliCompress)(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  return [path, `${path}.gz`, `${path}.br`];
}

async function removeStale(kept) {
  for (const entry of await readdir(OUT, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !kept.has(path) && entry.name !== ".stamp") await rm(path);
  }
}

const parts = (await readdir(HERE, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== "node_modules");
const built = [];
for (const part of parts) built.push(await buildPart(part.name));
const manifest = join(OUT, "manifest.json");
const written = (await Promise.all(built.flatMap(({ files }) => files).map(write))).flat();
await writeFile(manifest, JSON.stringify(Object.assign({}, ...built.map(({ names }) => names)), null, 1));
await removeStale(new Set([...written, manifest]));
