#!/usr/bin/env python3
"""Hold the sources against the table of floors (architecture.txt) and the house rules that a grep can see.

    architecture.py [FOLDER]    FOLDER holds Sources and, if there, Tests; the project's own by default

Prints one line a fault, as file:line: what, and exits with 1 if there is any. Each rule is seen failing by
architecture-selftest.sh.
"""
import re
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("architecture.txt")
LONGEST_FILE = 400

IMPORT = re.compile(
    r"^\s*(?P<attributes>(?:@\w+(?:\([^)]*\))?\s+)*)"
    r"(?:(?:public|package|internal|fileprivate|private|open)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?(?P<module>\w+)"
)
SHAPELESS_NAME = re.compile(r"(Util(s|ities)?|Helpers?|Common)(?![a-z])", re.IGNORECASE)
ENVIRONMENT = re.compile(r"\bProcessInfo\b|\b(secure_)?getenv\b|\benviron\b")
# Where code may stop being code, or an interpolation may end.
NOT_PLAIN = re.compile(r'//|/\*|#*"""|#*"|[()]')
STRING_STOP = re.compile(r'["\\\n]')
UNCHECKED = re.compile(r"@unchecked\s+Sendable")

# What no Swift file of ours may say, in Sources and in Tests.
NOWHERE = [
    (re.compile(r"\btry!"), "try! (throw, or handle it)"),
    (re.compile(r"\bfatalError\("), "fatalError (throw, or a precondition with a message)"),
]
# What no Swift file under Sources may say.
NOT_IN_SOURCES = [
    (re.compile(r"@testable\b"), "@testable in Sources"),
    (
        re.compile(r"\b(NSLock|NSRecursiveLock|NIOLock|DispatchSemaphore|os_unfair_lock\w*|pthread_(mutex|rwlock)_\w+)\b"),
        "another lock than NIOLockedValueBox",
    ),
]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


class Table:
    """architecture.txt: a row a module, and who alone may import what."""

    def __init__(self, path):
        self.floor, self.own, self.others, self.only, self.faults = {}, {}, {}, {}, []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            line = line.partition("#")[0].strip()
            if not line:
                continue
            if line.startswith("only "):
                _, module, owner = line.split()
                self.only[module] = owner
                continue
            left, _, right = line.partition("|")
            floor, module, *own = left.split()
            self.floor[module], self.own[module], self.others[module] = int(floor), set(own), set(right.split())
            # Foundation without its larger half is Foundation still.
            if "Foundation" in self.others[module]:
                self.others[module].add("FoundationEssentials")
        for module, own in self.own.items():
            for other in sorted(own):
                if self.floor.get(other, 99) >= self.floor[module]:
                    self.faults.append(f"{path.name}: {module} → {other}: an arrow may only point down")


def code_of(text):
    """The text with comments and string literals blanked, line by line in place; code inside \\(…) stays."""
    out, at, end = [], 0, len(text)

    def blank(upto):
        nonlocal at
        out.append(re.sub(r"[^\n]", " ", text[at:upto]))
        at = upto

    def comment():
        depth, i = 0, at
        while i < end:
            if text.startswith("/*", i):
                depth, i = depth + 1, i + 2
            elif text.startswith("*/", i):
                depth, i = depth - 1, i + 2
                if depth == 0:
                    break
            else:
                i += 1
        blank(i)

    def string(opening):
        hashes = opening.count("#")
        quote = opening[hashes:]
        close, escape = quote + "#" * hashes, "\\" + "#" * hashes
        blank(at + len(opening))
        while at < end:
            if text.startswith(close, at):
                return blank(at + len(close))
            if len(quote) == 1 and text[at] == "\n":
                return None
            if text.startswith(escape + "(", at):
                blank(at + len(escape) + 1)
                code(inside=True)
            elif text.startswith(escape, at):
                blank(min(at + len(escape) + 1, end))
            else:
                stop = STRING_STOP.search(text, at + 1)
                blank(stop.start() if stop else end)

    def code(inside=False):
        nonlocal at
        depth = 0
        while found := NOT_PLAIN.search(text, at):
            out.append(text[at:found.start()])
            at = found.start()
            token = found.group()
            if token == "//":
                stop = text.find("\n", at)
                blank(end if stop < 0 else stop)
            elif token == "/*":
                comment()
            elif token.endswith('"'):
                string(token)
            else:
                depth += 1 if token == "(" else -1
                out.append(token)
                at += 1
                if inside and depth < 0:
                    return
        out.append(text[at:])
        at = end

    code()
    return "".join(out)


def module_of(path, sources):
    parts = path.relative_to(sources).parts
    return parts[0] if len(parts) > 1 else None


def import_faults(table, module, line):
    for statement in line.split(";"):
        found = IMPORT.match(statement)
        if not found:
            continue
        imported = found["module"]
        owner = table.only.get(imported)
        if owner and owner != module:
            yield f"{module} imports {imported}: only {owner} may"
        elif imported in table.floor:
            if table.floor[imported] >= table.floor[module]:
                yield f"{module} (floor {table.floor[module]}) imports {imported} (floor {table.floor[imported]}): " \
                    "an arrow may only point down"
            elif imported not in table.own[module]:
                yield f"{module} imports {imported}: not in its row of {TABLE.name}"
        elif imported not in table.others[module] and imported != "Swift":
            yield f"{module} imports {imported}: not in its row of {TABLE.name}"


def has_reason(lines, index):
    """Whether a comment with words stands right above the declaration, attributes between them apart."""
    index -= 1
    while index >= 0 and lines[index].lstrip().startswith("@"):
        index -= 1
    return index >= 0 and re.match(r"\s*//+\s*\w+(\W+\w+){2}", lines[index]) is not None


def check(root):
    sources, tests = root / "Sources", root / "Tests"
    table = Table(TABLE)
    yield from table.faults
    for folder in sorted(p for p in sources.iterdir() if p.is_dir()):
        if folder.name not in table.floor:
            yield f"Sources/{folder.name}: a module without a row in {TABLE.name}"

    files = sorted(p for top in (sources, tests) for p in top.rglob("*") if p.suffix in (".swift", ".h", ".c"))
    readers = []
    for path in files:
        name, text = path.relative_to(root), path.read_text()
        lines, in_sources = text.splitlines(), sources in path.parents
        if len(lines) > LONGEST_FILE:
            yield f"{name}:{len(lines)}: longer than {LONGEST_FILE} lines"
        if SHAPELESS_NAME.search(path.stem) or any(SHAPELESS_NAME.fullmatch(part) for part in name.parts):
            yield f"{name}: a name that says nothing; take a noun for the duty"
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line):
                yield f"{name}:{number}: unfinished business belongs in the tracker"
            if "LIBSSH2_VERSION_NUM" in line and name != Path("Sources/CLibSSH2/shim.h"):
                yield f"{name}:{number}: LIBSSH2_VERSION_NUM outside the shim"
        if path.suffix != ".swift":
            continue
        module = module_of(path, sources) if in_sources else None
        for number, line in enumerate(code_of(text).splitlines(), 1):
            where = f"{name}:{number}"
            for pattern, what in NOWHERE + (NOT_IN_SOURCES if in_sources else []):
                if pattern.search(line):
                    yield f"{where}: {what}"
            if not in_sources:
                continue
            if module in table.floor:
                yield from (f"{where}: {fault}" for fault in import_faults(table, module, line))
            if UNCHECKED.search(line) and not has_reason(lines, number - 1):
                yield f"{where}: @unchecked Sendable without its reason in the lines above"
            if ENVIRONMENT.search(line):
                if module != "trawl":
                    yield f"{where}: the environment is read in Sources/trawl alone"
                elif path not in readers:
                    readers.append(path)
    if len(readers) > 1:
        names = ", ".join(str(p.relative_to(root)) for p in readers)
        yield f"{names}: the environment has one reader"


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = list(check(root))
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(f"architecture: {len(faults)} fault{'s'[:len(faults) > 1]}")
    print("architecture: in order")


if __name__ == "__main__":
    main()
