// Makes the style and the program of every page small: mediadesk/embed/static/page.json, from what is written in
// mediadesk/embed/templates and joined in the order of inlined.json there.
//
//     node scripts/build-page.mjs [FOLDER]           (`make player` does it)
//
// Each part says which source it was made of, so that nobody publishes yesterday's program.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const home = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const target = path.resolve(process.argv[2] ?? path.join(home, 'mediadesk/embed/static'));
const templates = path.join(home, 'mediadesk/embed/templates');
const names = JSON.parse(await readFile(path.join(templates, 'inlined.json'), 'utf8'));

const styles = new Set(['style', 'stone']);
const built = {};
for (const [kind, list] of Object.entries(names)) {
  const texts = await Promise.all(list.map((name) => readFile(path.join(templates, name), 'utf8')));
  const source = texts.map((text, at) => said(text, list[at], kind)).join('');
  const small = await Promise.all(texts.map(async (text, at) => said(list[at].endsWith('.css') ? await minified(text, 'css') : text, list[at], kind)));
  const text = await minified(small.join(''), styles.has(kind) ? 'css' : 'js');
  built[kind] = { source: createHash('sha256').update(source).digest('hex'), text };
}

async function minified(text, loader) {
  const { code } = await transform(text, { loader, minify: true, charset: 'utf8', target: 'es2022', legalComments: 'none' });
  return code.trimEnd();
}

// A style that comes with a program is a word of it (mediadesk/embed/inlined.py does the same).
function said(text, name, kind) {
  return styles.has(kind) || name.endsWith('.js') ? text : `const laterStyle = ${JSON.stringify(text)};\n`;
}

await mkdir(target, { recursive: true });
const part = path.join(target, '.part-page.json');
await writeFile(part, `${JSON.stringify(built)}\n`);
await rename(part, path.join(target, 'page.json'));
console.log(`${path.relative(process.cwd(), path.join(target, 'page.json'))} ${built.style.text.length} + ${built.script.text.length} bytes`, built.later.text.length);
