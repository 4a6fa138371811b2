#!/usr/bin/env bash
# Software: @apidevtools/swagger-parser 12.1.0 and @seriousme/openapi-schema-validator 2.9.0 (npm).
# Expected: A Schema Object of OpenAPI 3.1 is a JSON Schema 2020-12: `type: strng` or a `minLength`
#   that is a string is an invalid document (OpenAPI 3.1.0, "Schema Object"). For the same schema
#   in a 3.0 document both validators report it.
# Seen: In a 3.1 document both call it valid: any object passes as a schema. An upgrade from 3.0 to
#   3.1 turns the check of all schemas off, and the first tool that compiles them fails.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @apidevtools/swagger-parser@12.1.0 @seriousme/openapi-schema-validator@2.9.0
cat >finding.mjs <<'END'
import SwaggerParser from '@apidevtools/swagger-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
const check = (what, seen, expected) => {
  const same = JSON.stringify(seen) === JSON.stringify(expected);
  console.log(`${same ? 'seen' : 'CHANGED'}: ${what}: ${JSON.stringify(seen)}`
    + (same ? '' : `, was ${JSON.stringify(expected)}`));
  if (!same) process.exitCode = 1;
};

const document = (openapi, schema) => ({ openapi, info: { title: 'events', version: '1' }, paths: {},
  components: { schemas: { Event: schema } } });
const swagger = async d => {
  try { await SwaggerParser.validate(structuredClone(d)); return true; } catch { return false; }
};
const seriousme = async d => (await new Validator().validate(structuredClone(d))).valid;
for (const schema of [{ type: 'strng' }, { type: 'string', minLength: 'one' }]) {
  const text = JSON.stringify(schema);
  for (const [version, valid] of [['3.0.3', false], ['3.1.0', true]]) {
    check(`swagger-parser, ${version}, ${text}`, await swagger(document(version, schema)), valid);
    check(`openapi-schema-validator, ${version}, ${text}`, await seriousme(document(version, schema)), valid);
  }
}
END
node finding.mjs
