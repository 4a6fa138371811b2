// The recipes of docs/CLIENT.md use what is there: each is type-checked as it stands.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** Of the recipes' parameters. */
const TYPES = { referee: 'Referee', transfer: 'TrackedTransfer', session: 'PhoneSession' };
const CLIENT = path.join(ROOT, 'src/main/web/client');

test('every recipe is type-correct', () => {
  const document = readFileSync(path.join(ROOT, 'docs/CLIENT.md'), 'utf8');
  const recipes = [...document.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  assert.ok(recipes.length >= 5);
  const folder = path.join(ROOT, 'target/client-recipes');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = recipes.map((code, index) => {
    const file = path.join(folder, `recipe-${index}.js`);
    writeFileSync(
      file,
      code
        .replaceAll("'https://referee.example/client/referee.js'", `'${CLIENT}/referee.js'`)
        .replaceAll(
          /\((referee|transfer|session)(?=[,)])/g,
          (all, name) => `(/** @type {import('${CLIENT}/referee.js').${TYPES[name]}} */ ${name}`,
        ),
    );
    return file;
  });
  writeFileSync(
    path.join(folder, 'globals.d.ts'),
    "declare module 'react'; interface Window { web_hook_on_invite: any }\n",
  );
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        allowJs: true,
        checkJs: true,
        noEmit: true,
        strict: true,
        noImplicitAny: false,
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['es2022', 'dom'],
        types: [],
      },
      files: [...files, path.join(folder, 'globals.d.ts')],
    }),
  );
  const tsc = spawnSync(path.join(ROOT, 'src/main/web/node_modules/.bin/tsc'), ['-p', folder], {
    encoding: 'utf8',
  });
  assert.equal(tsc.status, 0, tsc.stdout);
});
