"""The open questions that the conversations ask, read out of their code."""

import ast
from pathlib import Path

import intents.router  # noqa: F401 -- every question is defined once every conversation is imported
from intents.dialog.question import questions

ROOT = Path(__file__).parents[2]


def questions_in_code() -> set[str]:
    """Return the names of all open questions: those with a class, and those that are still built by name."""
    calls = (node for file in (ROOT / "intents").glob("**/*.py") for node in ast.walk(ast.parse(file.read_text())))
    names = ("Awaiting", "ask_outside_quiet")
    return {one.key for one in questions()} | {
        argument.value
        for node in calls
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
