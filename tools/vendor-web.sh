#!/bin/sh
# Builds the console's vendored files (design system, htmx, charts) from npm packages of exact versions and hashes.
# Needs Node.js and npm; what it writes is committed, so that nobody else needs them. The same input gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
out=$PWD/src/withhold/console/look/static/look/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp tools/web/package.json tools/web/package-lock.json tools/web/.npmrc tools/web/govuk.scss tools/web/govuk.js "$work"
cd "$work"
npm ci --silent
mkdir -p "$out"
npx sass --style=compressed --no-source-map --quiet-deps --load-path=node_modules govuk.scss govuk.css
npx rtlcss --silent govuk.css govuk.rtl.css
npx esbuild govuk.js --bundle --minify --format=iife --target=es2020 --legal-comments=none --outfile=govuk.js.out --log-level=error
cp govuk.css govuk.rtl.css "$out"
cp govuk.js.out "$out/govuk.js"
# The comment would make browsers ask for a map that is not there.
sed '/^\/\/# sourceMappingURL=/d' node_modules/htmx.org/dist/htmx.min.js > "$out/htmx.js"
sed '/^\/\/# sourceMappingURL=/d' node_modules/chart.js/dist/chart.umd.min.js > "$out/chart.js"
cp node_modules/htmx.org/LICENSE "$out/htmx.LICENSE"
cp node_modules/chart.js/LICENSE.md "$out/chart.LICENSE"
# What stands here is what was built: a test compares.
cd "$out"
LC_ALL=C sh -c 'sha256sum *.css *.js *.LICENSE' > SHA256SUMS
ls -l
