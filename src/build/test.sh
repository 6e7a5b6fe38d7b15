#!/usr/bin/env bash
# Runs the built test projects one after the other and ends with one line: "N passed, N failed, N skipped".
# usage: test.sh CONFIGURATION [PROJECT]
set -u -o pipefail
cd "$(dirname "$0")/../.."
configuration=$1
only=${2:-}
results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"

passed=0 failed=0 skipped=0
attribute() { grep -o "<Counters [^>]*" "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*'; }

for project in tests/*/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  [ -z "$only" ] || [ "$only" = "$name" ] || continue
  started=$SECONDS
  # The hang limit turns a dead-locked test into a failure that names it.
  dotnet test "tests/$name/bin/$configuration/net10.0/$name.dll" --nologo --logger "trx;LogFileName=$name.trx" \
    --results-directory "$results" --blame-hang-timeout 9min --blame-hang-dump-type none \
    >"$results/$name.log" 2>&1
  status=$?
  trx=$results/$name.trx
  if [ -f "$trx" ]; then
    total=$(attribute total "$trx") ran=$(attribute executed "$trx")
    ok=$(attribute passed "$trx") bad=$(attribute failed "$trx")
  elif grep -q 'No test is available' "$results/$name.log"; then
    total=0 ran=0 ok=0 bad=0
  else
    total=1 ran=1 ok=0 bad=1
  fi
  # A test host that dies leaves its unfinished tests out of the counters.
  [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ "$bad" -eq 0 ] || cat "$results/$name.log"
  printf '%-28s %5d passed %3d failed %3d skipped  %4d s\n' "$name" "$ok" "$bad" $((total - ran)) $((SECONDS - started))
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - ran))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
