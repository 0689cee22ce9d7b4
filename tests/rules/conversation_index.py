"""The index of docs/architecture.md: what answers each intent, and what belongs to each conversation.

`PYTHONPATH=tests python -m rules.conversation_index` writes it anew; a test holds that it is fresh.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from intents.dialog.conversation import ANYTHING, Conversation
from intents.dialog.turn import NO, YES
from intents.router import CONVERSATIONS
from skill.storage import unit_of_work

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- index: written by rules.conversation_index -->\n", "<!-- end of the index -->\n"
INTENTS = "| intent | conversation | answered in | risk | also answers |\n|---|---|---|---|---|\n"
FILES = "| conversation | files, the tables first | decided in | reads and keeps by | sections | questions |"
FILES += " takes over | tests |\n|---|---|---|---|---|---|---|---|\n"
ONLY_ANSWERS = {YES: YES, NO: NO, ANYTHING: "whatever has no line"}
"""What no conversation hears by itself, and how it is called in the index."""
_PHRASE = re.compile(r"""["']([a-z_]+)\.[a-z_{]""")
_QUERIES = re.compile(r"\bwork\.([a-z_]+)\.")


def main() -> None:
    """Write the index into the page."""
    PAGE.write_text(with_index(PAGE.read_text()))


def with_index(page: str) -> str:
    """Return the page with the index as the code stands now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{index()}{END}{rest.partition(END)[2]}"


@cache
def index() -> str:
    """Return both tables, each in the order of the alphabet."""
    intents = sorted(_intent(one, name) for one in CONVERSATIONS for name in one.intents)
    intents += [f"| `{called}` | - | - | - | {_also(name)} |\n" for name, called in ONLY_ANSWERS.items()]
    files = sorted(map(_conversation, CONVERSATIONS))
    return f"### By intent\n\n{INTENTS}{''.join(intents)}\n### By conversation\n\n{FILES}{''.join(files)}"


def _intent(conversation: Conversation, name: str) -> str:
    heard = conversation.intents[name]
    risk = heard.stake.risk.name.lower()
    cells = (f"`{name}`", conversation.topic, _answered_in(heard.handler, conversation), risk, _also(name))
    return f"| {' | '.join(cells)} |\n"


def _also(name: str) -> str:
    """Return the questions that have a line of their own for an intent."""
    return _listed(sorted(kind.key for one in CONVERSATIONS for kind in one.questions if name in one.questions[kind]))


def _answered_in(handler: Callable[..., Any], conversation: Conversation) -> str:
    """Return file and function of a handler, wrappers left out; of one written in its table, the table's file."""
    named = _unwrapped(handler)
    if named is None:
        return f"`{_short(_home(conversation))}`"
    return f"`{_short(Path(inspect.getfile(named)))}`: `{named.__qualname__}`"


def _unwrapped(handler: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return the function with a name of its own that a handler is or wraps, the first where it tries several."""
    if "<" not in handler.__qualname__:
        return handler
    held = (cell.cell_contents for cell in handler.__closure__ or ())
    inner = [one for kept in held for one in (kept if isinstance(kept, tuple) else (kept,)) if inspect.isfunction(one)]
    found = [one for one in map(_unwrapped, inner) if one is not None]
    return found[0] if found else None


def _conversation(conversation: Conversation) -> str:
    home = _home(conversation)
    files = [home, *sorted(_files(home) - {home})]
    text = "\n".join(file.read_text() for file in files)
    domain = {one for file in files for one in _imported(file) if one.parent.name == "domain"}
    queries = {one for name in _QUERIES.findall(text) if (one := _query(name)) is not None}
    cells = (
        f"**{conversation.topic}**",
        _listed(map(_short, files)),
        _listed(sorted(file.name for file in domain)),
        _listed(sorted(file.name for file in queries)),
        _listed(sorted(f"[{one}]" for one in set(_PHRASE.findall(text)) & _sections())),
        _listed(sorted(kind.key.partition(".")[2] for kind in conversation.questions)),
        _listed(sorted(kind.__name__ for kind in conversation.takes_over)),
        f"`{_tests(home.parent.name)}`",
    )
    return f"| {' | '.join(cells)} |\n"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"


def _short(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _files(home: Path) -> set[Path]:
    """Return the files of conversations that its answers lie in: its own folder's, and what these take from others'."""
    todo, found = [home], set[Path]()
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo.extend(one for one in _imported(file) if one.parent == file.parent == home.parent)
    return found


def _home(conversation: Conversation) -> Path:
    """Return the file in which the tables of a conversation stand."""
    written = re.compile(rf'= Conversation\(\s*"{conversation.topic}"')
    return next(file for file in (ROOT / "intents").rglob("*.py") if written.search(file.read_text()))


def _imported(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (node.module, *(f"{node.module}.{one.name}" for one in node.names))
            paths = (ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names)
            yield from (path for path in paths if path.is_file())


def _sections() -> set[str]:
    return set(re.findall(r"^\[([a-z_]+)", (ROOT / "skill/speech/en-US.toml").read_text(), re.MULTILINE))


def _query(name: str) -> Path | None:
    """Return the file behind an attribute of the unit of work, such as `checkins`; None for one that has none."""
    made = re.search(rf"\b{name} = _asked\((\w+)\)", inspect.getsource(unit_of_work))
    found = vars(unit_of_work).get(made[1]) if made else None
    return Path(inspect.getfile(found)) if found is not None else None


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
