// Builds the player's engine: hls.js from its npm package, without the parts our pages never use.
//
//     npm ci && node scripts/build-player.mjs        (`make player` does both)
//
// The result lies in mediadesk/embed/static/: hls-<version>-<sha8>.js, hls-LICENSE.txt and engine.json. The same package
// gives the same bytes everywhere, so its name, which carries its hash, may be cached for ever.

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const home = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const target = path.resolve(process.argv[2] ?? path.join(home, 'mediadesk/embed/static'));
const packages = path.join(home, 'node_modules');
const source = path.join(packages, 'hls.js', 'src');

// hls.js leaves a feature out when its flag is false and its files are replaced by an empty module. Alternate audio stays:
// our ladders have a separate audio group, and without it they play silently and without an error.
const features = {
  ALT_AUDIO: ['audio-track-controller', 'audio-stream-controller'],
  CMCD: ['cmcd-controller'],
  CONTENT_STEERING: ['content-steering-controller'],
  EME_DRM: ['eme-controller', 'mediakeys-helper'],
  IFRAMES: ['iframe-controller'],
  INTERSTITIALS: ['interstitials-controller'],
  M2TS_ADVANCED_CODECS: ['ac3-demuxer', 'hevc-video-parser'],
  MEDIA_CAPABILITIES: ['mediacapabilities-helper'],
  SUBTITLES: ['cues', 'timeline-controller', 'subtitle-track-controller', 'subtitle-stream-controller'],
  VARIABLE_SUBSTITUTION: ['variable-substitution'],
};
const kept = new Set(['ALT_AUDIO']);
// hls.js ships its source without what that imports; the versions are those its own build is pinned to.
const imports = ['@svta/cml-id3', '@svta/cml-utils', 'eventemitter3', 'url-toolkit'];
const emptied = new Set(Object.entries(features).flatMap(([flag, files]) => (kept.has(flag) ? [] : files)));

const { version, devDependencies } = await describe('hls.js');
for (const name of imports) {
  const { version: found } = await describe(name);
  if (found !== devDependencies[name]) {
    throw new Error(`hls.js ${version} is built with ${name} ${devDependencies[name]}, package.json pins ${found}`);
  }
}
const script = await bundle();
const sha256 = createHash('sha256').update(script).digest('hex');
const file = `hls-${version}-${sha256.slice(0, 8)}.js`;

await mkdir(target, { recursive: true });
for (const old of await readdir(target)) {
  if (/^hls-.*\.js$/.test(old) && old !== file) await rm(path.join(target, old));
}
await put(file, script);
await put('hls-LICENSE.txt', await licences());
await put('engine.json', `${JSON.stringify({ file, version, sha256 }, null, 2)}\n`); // last: it names the others
console.log(`${path.relative(process.cwd(), path.join(target, file))} ${script.length} bytes`);

async function bundle() {
  const { outputFiles } = await build({
    stdin: {
      contents: "import Hls from './hls'; globalThis.Hls = Hls;",
      resolveDir: source,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none', // hls-LICENSE.txt holds them whole
    banner: { js: `/* hls.js ${version}, Apache-2.0, with alternate audio only; its licences lie beside it */` },
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, // as hls.js is written: a bare field sets nothing
    define: {
      __VERSION__: JSON.stringify(version),
      __IN_WORKER__: 'false',
      __HLS_WORKER_BUNDLE__: 'undefined', // a sandboxed frame has no use for a worker file
      ...Object.fromEntries(Object.keys(features).map((flag) => [`__USE_${flag}__`, String(kept.has(flag))])),
    },
    plugins: [{ name: 'leave out', setup: leaveOut }],
    logLevel: 'warning',
  });
  return Buffer.from(outputFiles[0].contents);
}

function leaveOut({ onResolve, onEnd }) {
  const unused = new Set(emptied);
  onResolve({ filter: /^\./ }, ({ path: asked, importer }) => {
    const name = path.posix.basename(asked);
    if (!emptied.has(name) || !importer.startsWith(source)) return undefined;
    unused.delete(name);
    return { path: path.join(source, 'empty-es.js') };
  });
  onEnd(() => {
    // hls.js moved or renamed a file: look again before shipping what we meant to leave out
    const errors = [...unused].map((name) => ({ text: `hls.js ${version} no longer imports ${name}` }));
    return { errors };
  });
}

async function licences() {
  const parts = await Promise.all(
    ['hls.js', ...imports].map(async (name) => {
      const { version, license } = await describe(name);
      const files = await readdir(path.join(packages, name));
      const texts = files.filter((each) => /^(licen[cs]e|notice)/i.test(each)).sort();
      const said = await Promise.all(texts.map((each) => readFile(path.join(packages, name, each), 'utf8')));
      return [`${name} ${version} (${license})`, ...said].join('\n\n');
    }),
  );
  return `${file} is built from these packages, unchanged, by esbuild.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

async function describe(name) {
  return JSON.parse(await readFile(path.join(packages, name, 'package.json'), 'utf8'));
}

async function put(name, content) {
  const part = path.join(target, `.part-${name}`);
  await writeFile(part, content);
  await rename(part, path.join(target, name));
}
