// The npm package as its users have it: installed from its tarball into an empty project, type-checked,
// and loaded by pages in a real browser. Run by ./lab package test, which says where the tarball is.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server } from '../test/web/client/server.mjs';
import { DIALOG, then, transfer } from '../test/web/client/transfers.mjs';

const { REFEREE_CLIENT: TARBALL, REFEREE_TRIAL: PROJECT } = process.env;
const TOP = fileURLToPath(new URL('../../', import.meta.url));
const WEB = path.join(TOP, 'src/main/web');
const { build } = createRequire(path.join(WEB, 'package.json'))('esbuild');
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => `/usr/bin/${name}`)
  .find(existsSync);

/** What a page of a user does: it names the package as it has to, and shows how the transfer ended. */
const page = (module, referee) => `
  import { Referee } from '${module}';
  const { outcome } = new Referee('${referee}').track(${JSON.stringify(DIALOG)});
  const { state, reason } = await outcome;
  await fetch('/shown', { method: 'POST', body: state + ' ' + reason });
`;

before(() => {
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(PROJECT, { recursive: true });
  write('package.json', JSON.stringify({ private: true, type: 'module' }));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', TARBALL]);
});

test('a page with a bundler', async () => {
  const referee = await Server.start();
  write('page.js', page('referee-client', referee.url));
  await build({
    absWorkingDir: PROJECT,
    entryPoints: ['page.js'],
    outfile: 'bundled.js',
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
  });
  write('bundled.html', '<!doctype html><script type="module" src="/bundled.js"></script>');
  assert.equal(await shownBy('bundled.html', referee), 'failed busy');
});

test('a page without a bundler', async () => {
  const referee = await Server.start();
  const module = page('/node_modules/referee-client/referee.js', referee.url);
  write('plain.html', `<!doctype html><script type="module">${module}</script>`);
  assert.equal(await shownBy('plain.html', referee), 'failed busy');
});

test('its types, with real SIP.js', () => {
  symlinkSync(path.join(WEB, 'node_modules/sip.js'), path.join(PROJECT, 'node_modules/sip.js'));
  copyFileSync(path.join(TOP, 'src/test/web/client/usage.ts'), path.join(PROJECT, 'usage.ts'));
  for (const resolution of [
    { module: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
  ]) {
    const compilerOptions = {
      ...resolution,
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
      // SIP.js' own declarations are not ours to judge.
      skipLibCheck: true,
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['usage.ts'] }));
    run(path.join(WEB, 'node_modules/.bin/tsc'), ['-p', '.']);
  }
});

/** Opens the page; Referee tells it of a transfer that ends. Returns what the page then shows. */
async function shownBy(name, referee) {
  const site = http.createServer();
  const shown = new Promise((resolve) => site.on('request', serve(resolve)));
  await once(site.listen(0, '127.0.0.1'), 'listening');
  const profile = path.join(PROJECT, `profile-of-${name}`);
  const browser = spawn(
    CHROMIUM,
    ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      `--user-data-dir=${profile}`, '--remote-debugging-port=0',
      `http://127.0.0.1:${site.address().port}/${name}`],
    { stdio: 'ignore' },
  );
  const ended = once(browser, 'exit');
  try {
    const wire = await connection(referee);
    wire.welcome();
    const { id, dialog } = await wire.subscribe();
    assert.deepEqual(dialog, DIALOG);
    const begun = transfer('t');
    wire.subscribed(id, [begun]);
    wire.event(id, 1, then(begun, 'failed', { reason: 'busy', message: 'Carol was busy.', diagnosis: [] }));
    return await shown;
  } finally {
    browser.kill();
    await ended;
    referee.stop();
    site.closeAllConnections();
    site.close();
  }
}

/** The browser's connection to Referee, however long the browser takes to start. */
async function connection(referee) {
  while (referee.wires.length === 0) {
    await new Promise(setImmediate);
  }
  return referee.next();
}

/** A web server's files, and what pages show. */
function serve(show) {
  return async (request, response) => {
    if (request.method === 'POST') {
      show((await request.toArray()).join(''));
      response.end();
      return;
    }
    const file = path.join(PROJECT, new URL(request.url, 'http://localhost').pathname);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = file.endsWith('.html') ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
  };
}

function write(name, text) {
  writeFileSync(path.join(PROJECT, name), text);
}

function run(program, words) {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd: PROJECT, encoding: 'utf8' });
  assert.equal(status, 0, `${program}: ${error ?? ''}${stdout}${stderr}`);
}
