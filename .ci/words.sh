#!/usr/bin/env bash
# Words that must not get into the project: private keys, folders of one developer's machine, marks of a merge.
set -euo pipefail
cd "$(dirname "$0")/.."
found=0
refuse() {
  local hits
  hits=$(git grep -nIE "$1" -- . ':!.ci/words.sh' || true)
  [ -n "$hits" ] || return 0
  printf '%s\n%s\n' "$2:" "$hits"
  found=1
}
refuse '^-----BEGIN [A-Z ]*PRIVATE KEY-----' "a private key (tests make theirs at run time)"
refuse '(^|[^A-Za-z0-9_./~$}-])/(home|Users)/[a-z][a-z0-9_-]*/' "a folder of somebody's own machine"
refuse '^(<<<<<<<|>>>>>>>) ' "the mark of an unfinished merge"
for script in .ci/* fixtures/*.sh fixtures/*/*.sh Benchmarks/*.sh; do
  case $(head -n 1 "$script") in
  '#!'*bash) bash -n "$script" || found=1 ;;
  esac
  case $(head -c 2 "$script") in
  '#!') [ -x "$script" ] || { echo "$script: a script that cannot be run (chmod +x)"; found=1; } ;;
  esac
done
exit "$found"
