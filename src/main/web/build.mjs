// Bundles the pages: node build.mjs OUTPUT_FOLDER STAMP_FILE
// Maven runs it in every build, so it does nothing when nothing changed: the stamp file names the
// sources that the output was made from, one in node_modules the lock file it was filled from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PAGES = ['index', 'demo'];
/** What pages of others load: the library in one file, under the name it has as a package. */
const CLIENT = 'client/referee';
const INSTALLED = path.join(HERE, 'node_modules', '.installed-from');

if (process.argv.length !== 4) {
  stop('Usage: node build.mjs OUTPUT_FOLDER STAMP_FILE');
}
const [output, stampFile] = process.argv.slice(2).map((name) => path.resolve(name));
if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(`The pages need Node 20 or newer to be built; this is ${process.version}.`);
}

await install(); // the tests need it, too, when nothing has to be bundled
const stamp = await fingerprint(await sourceFiles(HERE));
if ((await readOr(stampFile, '')) === stamp && existsSync(path.join(output, 'index.html'))) {
  console.log('The pages are up to date.');
} else {
  await bundle();
  await writeFile(stampFile, stamp);
  console.log(`The pages are in ${path.relative(process.cwd(), output)}.`);
}

/** Fills node_modules from the lock file, unless it was filled from this very lock file. */
async function install() {
  const wanted = await fingerprint([path.join(HERE, 'package-lock.json')]);
  if ((await readOr(INSTALLED, '')) === wanted) {
    return;
  }
  console.log('Fetching what the pages are made of (npm ci) …');
  // No package needs its install scripts, so none is allowed to run one.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: HERE,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.error) {
    stop(
      `npm could not be started (${npm.error.code}). Install Node 20 or newer with npm` +
        ' (on Debian: apt-get install nodejs npm) and build again.',
    );
  }
  if (npm.status !== 0) {
    stop(
      `${npm.stderr}\n"npm ci" failed in src/main/web. Usually npm's registry cannot be reached:` +
        ' check the network and the proxy (npm config get registry, npm config get proxy), then' +
        ' build again. If the lock file is said to be out of step with package.json, run' +
        ' "npm install" in src/main/web and commit package-lock.json.',
    );
  }
  await writeFile(INSTALLED, wanted);
}

async function bundle() {
  const { build } = await import('esbuild');
  await rm(output, { recursive: true, force: true });
  const assets = path.join(output, 'assets');
  await mkdir(assets, { recursive: true });
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: [
      ...PAGES.flatMap((page) => [
        { in: `js/${page}.js`, out: `assets/${page}` },
        { in: `css/${page}.css`, out: `assets/${page}` },
      ]),
      { in: `${CLIENT}.js`, out: CLIENT },
    ],
    outdir: output,
    bundle: true,
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    target: 'es2022',
    metafile: true,
    logLevel: 'warning',
  }).catch(() => stop('esbuild could not bundle the pages; the reason stands above.'));
  await cp(path.join(HERE, `${CLIENT}.d.ts`), path.join(output, `${CLIENT}.d.ts`));
  for (const page of PAGES) {
    await cp(path.join(HERE, `${page}.html`), path.join(output, `${page}.html`));
  }
  await cp(path.join(HERE, 'assets'), assets, { recursive: true });
  await writeFile(
    path.join(assets, 'third-party-licenses.txt'),
    await licences(Object.keys(result.metafile.inputs)),
  );
}

/** The licences of all packages that are part of the bundle: they ask to be passed on with it. */
async function licences(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (name) {
      packages.add(name[1]);
    }
  }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join(HERE, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json')));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(path.join(folder, file), 'utf8') : '';
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

async function sourceFiles(folder) {
  const files = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') {
      files.push(...(await sourceFiles(file)));
    } else if (entry.isFile()) {
      files.push(file);
    }
  }
  return files.sort();
}

async function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash
      .update(path.relative(HERE, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

async function readOr(file, otherwise) {
  return existsSync(file) ? readFile(file, 'utf8') : otherwise;
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
