#!/usr/bin/env bash
# Builds the npm package and passes its tests: calls, types, documentation, quickstart.
set -euo pipefail
cd "$(dirname "$0")"

npm ci --no-audit --no-fund
export PATH="$PWD/node_modules/.bin:$PATH"

napi build --platform --release --dts native.d.ts
# The same with calls that panic on purpose, only for the tests.
napi build --platform --release --features test-hooks --output-dir test/hooks --no-js --dts native.d.ts

node --test --test-reporter=spec test/*.test.mjs
tsc --project test
node ../examples/node/tickets.mjs --demo
