// Writes which commit the jar is made of: node commit.mjs OUTPUT_FILE
// Maven runs it in every build. The file has one line: the commit's short hash, with "-dirty" where
// pom.xml or src/main differ from it, or nothing where this is no clone or there is no git.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = fileURLToPath(new URL('../../../', import.meta.url));
/** Hashes of one length everywhere, so that the same commit makes the same jar. */
const HASH_LENGTH = 10;

const output = process.argv[2];
const text = `${commit()}\n`;
if (readOr(output, '') !== text) {
  mkdirSync(path.dirname(output), { recursive: true });
  writeFileSync(output, text);
}

function commit() {
  // The sources may lie in the clone of something else, which says nothing about them.
  if (git('rev-parse', '--show-prefix') !== '') {
    return '';
  }
  const hash = git('rev-parse', `--short=${HASH_LENGTH}`, 'HEAD');
  const changes = git('status', '--porcelain', '--', 'pom.xml', 'src/main');
  return hash && changes ? `${hash}-dirty` : (hash ?? '');
}

/** What git prints, or null where it cannot say. */
function git(...words) {
  const { status, stdout } = spawnSync('git', words, { cwd: TOP, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
