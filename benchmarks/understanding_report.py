"""The judged sentences as tables for a page, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.understanding_judge import Judged, Verdict

SHOWN = (Verdict.HARMFUL, Verdict.WRONG)
OVERALL = "all"


def text(judged: Sequence[Judged]) -> str:
    """Return counts by group, every harmful and wrong sentence, and what was heard in place of what."""
    parts = [_table(judged)]
    parts += [_listed(verdict, [one for one in judged if one.verdict is verdict]) for verdict in SHOWN]
    parts.append(_confusions(judged))
    return "\n\n".join(parts)


def as_json(judged: Sequence[Judged]) -> str:
    """Return the same as JSON, with every sentence."""
    counts = {group: dict(_counted(ones)) for group, ones in _groups(judged).items()}
    return json.dumps(
        {"counts": counts, "sentences": [_as_values(one) for one in judged]}, indent=1, ensure_ascii=False
    )


def _as_values(one: Judged) -> dict[str, object]:
    heard = one.first
    return {
        "id": one.row.id,
        "group": one.row.group,
        "context": list(one.row.context),
        "sentence": one.row.sentence,
        "wanted": one.row.wanted,
        "verdict": one.verdict.value,
        "intent": heard.intent,
        "how": heard.how,
        "question": heard.question,
        "said": heard.said,
        "done": [str(effect) for effect in heard.done],
        "done_in_lived_in_house": [str(effect) for effect in one.lived_in.done],
        "harm": [f"{effect} ({world})" for world, effect in one.harm],
    }


def _groups(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {OVERALL: list(judged)}
    for one in found[OVERALL]:
        found.setdefault(one.row.group, []).append(one)
    return found


def _counted(judged: Iterable[Judged]) -> Counter[str]:
    found = Counter(one.verdict.value for one in judged)
    return Counter({verdict.value: found[verdict.value] for verdict in Verdict})


def _table(judged: Sequence[Judged]) -> str:
    lines = [f"| group | sentences | {' | '.join(Verdict)} |", "|---" * (len(Verdict) + 2) + "|"]
    for group, ones in _groups(judged).items():
        counts = _counted(ones)
        cells = [f"{counts[verdict.value]} ({counts[verdict.value] / max(len(ones), 1):.0%})" for verdict in Verdict]
        lines.append(f"| {group} | {len(ones)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _listed(verdict: Verdict, judged: Sequence[Judged]) -> str:
    lines = [f"## {verdict.value.capitalize()}: {len(judged)}"]
    for one in judged:
        before = "".join(f"{line} | " for line in one.row.context)
        heard = one.first.intent or "nothing"
        how = f", {one.first.how}" if one.first.how else ""
        lines.append(f"{one.row.id} {before}{one.row.sentence!r}: heard {heard}{how}; said {one.first.said!r}")
        done = ", ".join(f"{effect} ({world})" for world, effect in one.harm) or ", ".join(map(str, one.first.done))
        lines.append(f"     wanted: {one.row.wanted}{'; did ' + done if done else ''}")
    return "\n".join(lines)


def _confusions(judged: Sequence[Judged]) -> str:
    """Return what was heard, by group, among the sentences that were taken wrongly."""
    found = Counter((one.row.group, one.first.intent or "nothing") for one in judged if one.verdict in SHOWN)
    lines = ["## Heard instead", *(f"{count} {group}: {intent}" for (group, intent), count in found.most_common())]
    return "\n".join(lines)
