#!/usr/bin/env bash
# A gate that was never seen failing is no gate: plant one fault a rule in a copy of the tree, and expect each to be found
# and named. What must pass although it looks like a fault is planted too.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
failures=0 planted=0

fresh() {
  rm -rf "${copy:?}"/*
  cp -r "$top/Sources" "$copy/Sources"
  mkdir -p "$copy/Tests/SomeTests"
}

say() { python3 "$here/architecture.py" "$copy" 2>&1; }

# fault WHAT-IT-MUST-SAY FILE TEXT…: one file with a fault in it must be refused, in these words.
fault() {
  local words=$1 file=$2 answer
  shift 2
  fresh
  mkdir -p "$copy/$(dirname "$file")"
  printf '%s\n' "$@" >>"$copy/$file"
  planted=$((planted + 1))
  if answer=$(say); then
    echo "not found: '$words' in $file"
  elif [[ $answer != *"$words"* ]]; then
    echo "found, but not as '$words' in $file: $answer"
  else
    return 0
  fi
  failures=$((failures + 1))
}

# fine FILE TEXT…: must pass.
fine() {
  local file=$1 answer
  shift
  fresh
  mkdir -p "$copy/$(dirname "$file")"
  printf '%s\n' "$@" >>"$copy/$file"
  planted=$((planted + 1))
  answer=$(say) || { echo "refused, but fine: $file: $answer"; failures=$((failures + 1)); }
}

fresh
say >/dev/null || { echo "the tree itself is not in order (run .ci/architecture.py)"; exit 1; }

fault "only SSHClient may" Sources/TrawlCollect/Planted.swift "import CLibSSH2"
fault "only TrawlStore may" Sources/TrawlEngine/Planted.swift "package import GRDB"
fault "only StrictYAML may" Sources/TrawlFleet/Planted.swift "@preconcurrency import Yams"
fault "only trawl may" Sources/TrawlServer/Planted.swift "import struct ArgumentParser.Flag"
fault "only trawl may" Sources/TrawlCollect/Planted.swift "@preconcurrency internal import UnixSignals"
fault "an arrow may only point down" Sources/TrawlDomain/Planted.swift "import TrawlEngine"
fault "an arrow may only point down" Sources/TrawlStore/Planted.swift "import TrawlFleet"
fault "an arrow may only point down" Sources/SSHClient/Planted.swift "public import TrawlDomain"
fault "not in its row" Sources/TrawlDomain/Planted.swift "import Glibc"
fault "not in its row" Sources/TrawlEngine/Planted.swift "let a = 1; import NIOCore"
fault "not in its row" Sources/trawl/Planted.swift "#if os(Linux)" "  import HTTPTypes" "#endif"
fault "without a row" Sources/Planted/Planted.swift "let a = 1"
fault "@testable" Sources/trawl/Planted.swift "@testable import TrawlDomain"
fault "longer than 400 lines" Sources/TrawlDomain/Planted.swift "$(yes '// a line' | head -n 401)"
fault "longer than 400 lines" Tests/SomeTests/Planted.swift "$(yes '// a line' | head -n 401)"
fault "a name that says nothing" Sources/TrawlDomain/StringUtils.swift "let a = 1"
fault "a name that says nothing" Sources/TrawlDomain/Helpers/Planted.swift "let a = 1"
fault "a name that says nothing" Tests/SomeTests/Common.swift "let a = 1"
fault "try!" Sources/TrawlDomain/Planted.swift "let a = try! b()"
fault "try!" Tests/SomeTests/Planted.swift 'let a = "\(try! b())"'
fault "fatalError" Sources/TrawlDomain/Planted.swift 'func a() { fatalError("no") }'
fault "without its reason" Sources/TrawlStore/Planted.swift "" "final class A: @unchecked Sendable {}"
fault "another lock" Sources/TrawlStore/Planted.swift "import Foundation" "let lock = NSLock()"
fault "environment is read in Sources/trawl alone" Sources/TrawlServer/Planted.swift "import Foundation" "let a = ProcessInfo.processInfo"
fault "environment is read in Sources/trawl alone" Sources/TrawlFleet/Planted.swift "import Glibc" 'let a = getenv("HOME")'
fresh
printf 'import Glibc\nlet a = getenv("HOME")\n' | tee "$copy/Sources/trawl/PlantedOne.swift" >"$copy/Sources/trawl/PlantedTwo.swift"
planted=$((planted + 1))
if answer=$(say) || [[ $answer != *"has one reader"* ]]; then
  echo "not found: two readers of the environment"
  failures=$((failures + 1))
fi
fault "outside the shim" Sources/SSHClient/Planted.swift "// LIBSSH2_VERSION_NUM"
fault "unfinished" Sources/TrawlDomain/Planted.swift "// TO""DO: later"

fine Sources/TrawlDomain/Planted.swift '// import GRDB, try! and fatalError( in words' 'let a = "import GRDB; try! fatalError("' \
  'let b = """' 'import GRDB' 'getenv(try! "x")' '"""' '/* import GRDB /* try! */ import GRDB */'
fine Sources/TrawlDomain/Planted.swift 'let a = #"a " try! \(b)"#' "let b = 1"
fine Sources/TrawlStore/Planted.swift "// Its pointer is only touched on the writer's queue." "@dynamicMemberLookup" \
  "final class A: @unchecked Sendable {}"
fine Sources/TrawlDomain/Planted.swift "package import FoundationEssentials" "import Swift"
fine Tests/SomeTests/Planted.swift "@testable import TrawlDomain" "import GRDB"

if [ "$failures" -gt 0 ]; then
  echo "architecture self-test: $failures of $planted plants went wrong"
  exit 1
fi
echo "architecture self-test: $planted plants, each answered as it must be"
