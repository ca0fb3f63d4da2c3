#!/bin/sh
# Runs suites under the thread sanitizer, in a build of its own: sanitize.sh FILTER
# First a race that is there on purpose: where that is not reported, the rest means nothing.
set -u
filter=$1
run() { ${SWIFT:-swift} test --sanitize=thread --scratch-path .build-tsan "$@"; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
${SWIFT:-swift} build --build-tests --sanitize=thread --scratch-path .build-tsan || exit 1
TRAWL_RACE=1 run --skip-build --filter RaceCanaryTests >"$log" 2>&1
if ! grep -q 'WARNING: ThreadSanitizer: .*race' "$log"; then
	cat "$log"
	echo "sanitize: the race on purpose was not reported, so nothing would be" >&2
	exit 1
fi
echo "sanitize: the race on purpose was reported"

run --skip-build --filter "$filter" >"$log" 2>&1
status=$?
reports=$(grep -c 'WARNING: ThreadSanitizer' "$log")
if [ "$status" -ne 0 ] || [ "$reports" -ne 0 ]; then
	grep -v '^✔\|^◇\|^➜' "$log"
	echo "sanitize: status $status, $reports reports" >&2
	exit 1
fi
grep 'Test run with' "$log"
echo "sanitize: no race"
