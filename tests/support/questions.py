"""The open questions that the conversations ask, read out of their code."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def questions_in_code() -> set[str]:
    """Return the names of all open questions that the conversations construct or declare as a class."""
    files = (ROOT / "intents").glob("**/*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    names = ("Awaiting", "ask_outside_quiet")
    constructed = (
        argument
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names
        for argument in node.args[:2]
    )
    declared = (
        keyword.value
        for node in nodes
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
        if keyword.arg == "key"
    )
    return {
        one.value for one in (*constructed, *declared) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
