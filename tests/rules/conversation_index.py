"""The index of docs/architecture.md: each conversation with its intents, files, questions, phrases, tables and tests.

`PYTHONPATH=tests python -m rules.conversation_index` writes it anew; a test holds that it is fresh.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from intents.router import CONVERSATIONS
from skill.storage.unit_of_work import UnitOfWork

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- index: written by rules.conversation_index -->\n", "<!-- end of the index -->\n"
HEAD = "| conversation | intents | files | questions | phrases | tables | tests |\n|---|---|---|---|---|---|---|\n"
_PHRASE = re.compile(r"""["']([a-z_]+)\.[a-z_{]""")
_QUERIES = re.compile(r"\bwork\.([a-z_]+)\b")


def main() -> None:
    """Write the index into the page."""
    PAGE.write_text(with_index(PAGE.read_text()))


def with_index(page: str) -> str:
    """Return the page with the index as the code stands now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{index()}{END}{rest.partition(END)[2]}"


def index() -> str:
    """Return the index: a table with a row for each conversation, in the order of the alphabet."""
    return HEAD + "".join(sorted(map(_row, CONVERSATIONS)))


def _row(conversation: object) -> str:
    topic, hears, needs = (getattr(conversation, name) for name in ("topic", "hears", "needs"))
    files = sorted(_files(conversation))
    text = "\n".join(file.read_text() for file in files)
    questions = sorted(key.partition(".")[2] for key in needs if key not in hears)
    cells = (
        f"**{topic}**",
        _listed(sorted(hears)),
        _listed(str(file.relative_to(ROOT)) for file in files),
        _listed(questions),
        _listed(sorted(f"[{one}]" for one in set(_PHRASE.findall(text)) & _sections())),
        _listed(sorted({table for one in set(_QUERIES.findall(text)) for table in _tables(one)})),
        f"`{_tests(files[0].parent.name)}`",
    )
    return f"| {' | '.join(cells)} |\n"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"


def _files(conversation: object) -> set[Path]:
    """Return the files of its folder that its answers lie in: where it is written, and what that imports from there."""
    todo, found = [_home(conversation)], set[Path]()
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo.extend(one for one in _imported(file) if one.parent == file.parent)
    return found


def _home(conversation: object) -> Path:
    """Return the file in which a conversation is written."""
    if type(conversation).__name__ != "Conversation":
        return Path(inspect.getfile(type(conversation)))
    written = re.compile(rf'Conversation\(\s*"{getattr(conversation, "topic", "")}"')
    return next(file for file in (ROOT / "intents").rglob("*.py") if written.search(file.read_text()))


def _imported(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (node.module, *(f"{node.module}.{one.name}" for one in node.names))
            paths = (ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names)
            yield from (path for path in paths if path.is_file())


def _sections() -> set[str]:
    return set(re.findall(r"^\[([a-z_]+)", (ROOT / "skill/speech/en-US.toml").read_text(), re.MULTILINE))


def _tables(queries: str) -> set[str]:
    """Return the tables behind an attribute of the unit of work, such as `checkins`."""
    made = re.search(rf"self\.{queries} = (\w+)\(", inspect.getsource(UnitOfWork.__init__))
    queried = UnitOfWork.__init__.__globals__.get(made[1]) if made else None
    if queried is None:
        return set()
    tree = ast.parse(Path(inspect.getfile(queried)).read_text())
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
    return {
        one.name for node in imports if "storage.tables" in str(node.module) for one in node.names if one.name.islower()
    }


def _tests(folder: str) -> str:
    """Return the folder of the tests of a conversation.

    Raises:
        FileNotFoundError: there is none.
    """
    place = Path("tests", "intents", folder)
    if not any((ROOT / place).glob("test_*.py")):
        raise FileNotFoundError(f"no tests in {place}")
    return f"{place}/"


if __name__ == "__main__":
    main()
