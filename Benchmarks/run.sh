#!/usr/bin/env bash
# Measures trawl beside what its users would pick instead, in one run on one machine: `make bench BENCH=FOLDER`, where
# FOLDER holds compare.py and the fleet.sh that it measures on. Needs root, because that fleet makes a user to sign in as.
# Without such a folder trawl is measured alone (alone.py), as any user.
#   NODES, WIDTH, CANCEL_NODES, MIB    how much (300, 100, 50, 1000)
#   ONLY                               which peers, by the beginnings of their names, comma-separated
set -euo pipefail
cd "$(dirname "$0")/.."
bench=${1:-}
if ! [ -f "$bench/compare.py" ]; then
  echo "bench: there is no compare.py in '${bench}', so trawl is measured alone, beside nothing. The comparison is not" >&2
  echo "bench: part of this repository; say where it is: make bench BENCH=FOLDER" >&2
  exec python3 Benchmarks/alone.py --trawl "${TRAWL:-$PWD/.build/release/trawl}" --nodes "${NODES:-300}" \
    --width "${WIDTH:-100}" --cancel-nodes "${CANCEL_NODES:-50}" --mib "${MIB:-1000}"
fi
if [ "$(id -u)" != 0 ]; then
  echo "bench: its fleet needs root (it makes a user to sign in as): sudo make bench" >&2
  exit 1
fi
bench=$(cd "$bench" && pwd)
export FLEET_DIR=${FLEET_DIR:-/tmp/trawl-fleet}
# compare.py samples memory and looks for orphans by pgrep and pkill.
command -v pgrep >/dev/null || { echo "bench: pgrep is missing (Debian: procps)" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/trawl-bench.XXXXXX")
started=""
cleanup() {
  if [ -n "$started" ]; then "$bench/fleet.sh" down "$FLEET_DIR" || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

# A fleet that is up already is used, and left up.
if ! { [ -f "$FLEET_DIR/sshd.pid" ] && kill -0 "$(cat "$FLEET_DIR/sshd.pid")" 2>/dev/null; }; then
  started=yes
  "$bench/fleet.sh" up "$FLEET_DIR"
fi

trawl="$PWD/.build/release/trawl collect --yes --hosts-file {hosts} --concurrency {width} --command {command} --user {user}"
trawl+=" --port {port} --identity {key} --known-hosts {known_hosts} --data-dir $work/data --progress none"
only=()
if [ -n "${ONLY:-}" ]; then only=(--only "$ONLY"); fi
compare() { echo; python3 "$bench/compare.py" "$@" --trawl "$trawl" ${only[@]+"${only[@]}"}; }

compare fanout --nodes "${NODES:-300}" --width "${WIDTH:-100}"
compare cancel --nodes "${CANCEL_NODES:-50}"
compare bulk --mib "${MIB:-1000}"
