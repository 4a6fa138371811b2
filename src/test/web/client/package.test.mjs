// What is published and served: complete, small, and typed as it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as client from '../../../main/web/client/referee.js';
import { Referee } from '../../../main/web/client/referee.js';
import { TrackedTransfer } from '../../../main/web/client/tracked-transfer.js';
import { Watch } from '../../../main/web/client/watch.js';
import { WebSocket } from './server.mjs';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const WEB = path.join(ROOT, 'src/main/web');
const CLIENT = path.join(WEB, 'client');
const TARGET = path.join(ROOT, 'target');

/** What users load: minified, and compressed on the way. */
const MOST_BYTES = 6_000;

const read = (...parts) => readFileSync(path.join(...parts), 'utf8');

test('the file that is served, minified, has less than 6 KB gzipped', () => {
  const bytes = gzipSync(read(TARGET, 'classes/web/client/referee.js'), { level: 9 }).length;
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
});

test('the file that is served is what is published', async () => {
  const served = await import(path.join(TARGET, 'classes/web/client/referee.js'));
  assert.deepEqual(Object.keys(served), Object.keys(client));
  new served.Referee('ws://localhost', { WebSocket });
  assert.equal(read(TARGET, 'classes/web/client/referee.d.ts'), read(CLIENT, 'referee.d.ts'));
});

test('npm would publish every file that is needed, and nothing else', () => {
  const npm = spawnSync('npm', ['pack', '--dry-run', '--json', '--offline'], {
    cwd: CLIENT,
    encoding: 'utf8',
  });
  assert.equal(npm.status, 0, npm.stderr);
  const [packed] = Object.values(JSON.parse(npm.stdout));
  const files = packed.files.map((file) => file.path).sort();
  assert.deepEqual(files, [
    'LICENSE',
    'README.md',
    'connection.js',
    'feed.js',
    'package.json',
    'phones.js',
    'referee.d.ts',
    'referee.js',
    'states.js',
    'tracked-transfer.js',
    'tracking-lost.js',
    'watch.js',
  ]);
  assert.equal(read(CLIENT, 'LICENSE'), read(ROOT, 'LICENSE'));
});

test('it needs no other package', () => {
  const { dependencies, peerDependencies } = JSON.parse(read(CLIENT, 'package.json'));
  assert.equal(dependencies ?? peerDependencies, undefined);
});

test('the types name what is there', () => {
  const declared = read(CLIENT, 'referee.d.ts');
  const classOf = (name) =>
    new RegExp(`declare class ${name} [^{]*\\{(.*?)^\\}`, 'ms').exec(declared)?.[1] ?? '';
  // What the feed calls is public in JavaScript only.
  const forTheFeed =
    ['told', 'settled', 'gap', 'referSent', 'referRefused', 'callOver', 'lost'];
  for (const [name, type] of Object.entries({ Referee, TrackedTransfer, Watch })) {
    const members = Object.getOwnPropertyNames(type.prototype).filter(
      (member) => member !== 'constructor' && !forTheFeed.includes(member),
    );
    for (const member of members) {
      assert.match(classOf(name), new RegExp(`\\b${member}\\b`), `${name}.${member}`);
    }
  }
  for (const name of Object.keys(client)) {
    assert.match(declared, new RegExp(`export declare class ${name} `));
  }
});

test('a page in TypeScript compiles, with real SIP.js', () => {
  const folder = path.join(TARGET, 'client-types');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(CLIENT, path.join(folder, 'node_modules/referee-client'));
  symlinkSync(path.join(WEB, 'node_modules/sip.js'), path.join(folder, 'node_modules/sip.js'));
  copyFileSync(path.join(ROOT, 'src/test/web/client/usage.ts'), path.join(folder, 'usage.ts'));
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2022',
        module: 'nodenext',
        lib: ['es2022', 'dom', 'dom.iterable'],
        types: [],
        // SIP.js' own declarations are not ours to judge.
        skipLibCheck: true,
      },
      files: ['usage.ts', path.join(CLIENT, 'referee.d.ts')],
    }),
  );
  const tsc = spawnSync(path.join(WEB, 'node_modules/.bin/tsc'), ['-p', folder], {
    encoding: 'utf8',
  });
  assert.equal(tsc.status, 0, tsc.stdout + tsc.stderr);
});
