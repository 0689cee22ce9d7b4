"""Citations: every page, rule, and test that a text of this repository names must be there; `make lint` runs it."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = Path("docs/reference/rules.md")
SUFFIXES = frozenset([".css", ".html", ".in", ".js", ".json", ".mako", ".md", ".py", ".toml", ".tsv", ".txt", ".yaml"])
NAMES = frozenset(("Caddyfile", "Containerfile", "Makefile"))
BUILT = frozenset(("build", "node_modules", "__pycache__"))
"""Folders of what was built or installed; those with a leading dot are left out as well."""

_URL = re.compile(r"https?://\S+")
_PAGE = re.compile(r"(?<![\w./-])(?:\.{1,2}/)*\w[\w./-]*\.md\b")
_ID = r"[A-Z]\d{1,2}"
_RULES = re.compile(rf"\brules\.md ({_ID}(?:(?:, | and |-){_ID})*)")
_LINK = re.compile(r"\brules\.md#([\w-]+)")
_BARE = re.compile(rf"\(({_ID}(?:, {_ID})*)\)")
_OPEN = re.compile(r"\(rules\.md[^)]*$")
_ROW = re.compile(rf'^\| <a id="([a-z]\d{{1,2}})"></a>({_ID}) \|.*\| ([^|]*) \|$', re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w./-]+)`")


def main() -> int:
    """Print each citation that leads nowhere; return how the process ends."""
    found = list(faults(ROOT))
    for fault in found:
        print(fault)
    return 1 if found else 0


def faults(root: Path) -> Iterator[str]:
    """Yield each citation that leads nowhere, as `file:line: what`."""
    paths = [path for path in sorted(root.rglob("*")) if _is_text(path.relative_to(root)) and path.is_file()]
    pages = [f"/{path.relative_to(root)}" for path in paths if path.suffix == ".md"]
    rules = (root / RULES).read_text()
    ids = [row[2] for row in _ROW.finditer(rules)]
    yield from (f"{RULES}: {fault}" for fault in _faults_of_rules(rules, ids))
    for path in paths:
        place = path.relative_to(root)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            plain = _URL.sub("", line)
            wrong = (*_pages(plain, path, root, pages), *_ids(plain, ids))
            yield from (f"{place}:{number}: {fault}" for fault in wrong)
            if path.suffix == ".md":
                yield from (
                    f"{place}:{number}: there is no {name}"
                    for name in _TEST.findall(plain)
                    if not (root / name).exists()
                )


def _is_text(place: Path) -> bool:
    folders = place.parts[:-1]
    is_own = not any(part.startswith(".") or part in BUILT or part.endswith(".egg-info") for part in folders)
    return is_own and (place.suffix in SUFFIXES or place.name in NAMES)


def _pages(line: str, path: Path, root: Path, pages: Sequence[str]) -> Iterator[str]:
    """A page counts as there beside the text that names it, from the root, or anywhere under docs/."""
    for name in _PAGE.findall(line):
        beside = (path.parent / name, root / name)
        if not any(one.is_file() for one in beside) and not any(
            page.startswith("/docs/") and page.endswith(f"/{name}") for page in pages
        ):
            yield f"there is no page {name}"


def _ids(line: str, ids: Sequence[str]) -> Iterator[str]:
    for cited in _RULES.findall(line):
        yield from (f"rules.md has no rule {one}" for one in re.findall(_ID, cited) if one not in ids)
    anchors = [one.lower() for one in ids]
    yield from (f"rules.md has no rule #{one}" for one in _LINK.findall(line) if one not in anchors)
    if _OPEN.search(line):
        yield "close a citation of rules.md on the line on which it begins"
    yield from (f"write (rules.md {bare}), so that the rule can be found" for bare in _BARE.findall(line))


def _faults_of_rules(text: str, ids: Sequence[str]) -> Iterator[str]:
    """Each rule has one row, an anchor of its own name, and a test that holds it."""
    rows = len(re.findall(r"^\| <a ", text, re.MULTILINE))
    if not ids or rows != len(ids):
        yield f"{rows} rows, of which {len(ids)} can be read"
    yield from (f"{one} stands twice" for one in sorted(set(ids)) if ids.count(one) > 1)
    for anchor, one, tests in _ROW.findall(text):
        if anchor != one.lower():
            yield f"{one} has the anchor {anchor}"
        if not _TEST.search(tests):
            yield f"{one} names no test"


if __name__ == "__main__":
    sys.exit(main())
