"""The figures as tables with ratios, ready to be pasted into a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.edge import EdgeFigures
from benchmarks.load import Outcome
from benchmarks.prompts import Delivery, PromptFigures
from benchmarks.turns import CLIENTS, TurnFigures

GOAL_RATIO = 10.0
"""Turns a second over the official road (rules.md N1)."""
GOAL_P99 = 50.0
"""Milliseconds at 16 clients (rules.md N1)."""
GOAL_LATE = 0.1
"""Seconds, p99, 10,000 due at one instant on SQLite (rules.md N2)."""

GOAL_FLOOD_P99 = 100.0
"""Milliseconds, honest requests at 5 a second beside a flood (rules.md N3)."""
GOAL_REFUSED = 2500.0
"""Forged requests a second over 32 connections (rules.md N3)."""


def machine_lines(facts: Iterable[tuple[str, str]]) -> str:
    """Return what the run was made on, one line each."""
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def turn_lines(found: TurnFigures) -> str:
    """Return part A as a table, each road with its ratio to the official one (the second road)."""
    ours, official = found.roads[0], found.roads[1]
    rows = []
    for clients in CLIENTS:
        base = found.figures[official, clients]
        for road in found.roads:
            one = found.figures[road, clients]
            rows.append(
                (
                    road,
                    str(clients),
                    f"{one.rate:,.0f}",
                    f"{one.p50:.1f}",
                    f"{one.p99:.1f}",
                    f"{one.cpu:.2f}",
                    f"{one.rate / base.rate:.1f}",
                    f"{base.cpu / one.cpu:.1f}" if one.cpu else "-",
                )
            )
    heads = ("road", "clients", "turns/s", "p50 ms", "p99 ms", "CPU ms/turn", "x turns/s", "x less CPU")
    busiest = max(CLIENTS)
    ratio = found.figures[ours, busiest].rate / found.figures[official, busiest].rate
    p99 = found.figures[ours, busiest].p99
    kept = ", ".join(f"{road} {rows:,}" for road, rows in found.kept.items())
    return "\n".join(
        (
            table(heads, rows),
            "",
            f"Every answer was 200 with speech, and each left its row (timed turns kept: {kept}).",
            goal(f"turns a second over the official road at {busiest} clients", ratio, least=GOAL_RATIO),
            goal(f"p99 at {busiest} clients, ms", p99, most=GOAL_P99),
        )
    )


def prompt_lines(found: PromptFigures) -> str:
    """Return part B as a table, each road with the ratio of ours to it."""
    roads = list(found.figures)
    ours = found.figures[roads[0]]
    rows = [
        (
            road,
            f"{one.delivered:,.0f}",
            f"{one.rate:,.0f}",
            _seconds(one.p50),
            _seconds(one.p99),
            f"{one.memory:.0f}",
            _sooner(ours, one),
        )
        for road, one in found.figures.items()
    ]
    heads = ("road", "delivered", "due/s", "p50 late s", "p99 late s", "peak MB", "ours is x sooner (p99)")
    lines = [table(heads, rows)]
    if ours.p99 is not None and found.prompts >= 10_000:
        lines += ["", goal("p99 late, s", ours.p99, most=GOAL_LATE)]
    return "\n".join(lines)


def edge_lines(found: EdgeFigures) -> str:
    """Return part C: what a request costs, and what the two floods brought."""
    rows = [("Steady Ground, every check", *(f"{one:.0f}" for one in found.ours), "1.0")]
    if found.official is not None:
        ratio = f"{found.official[0] / found.ours[0]:.0f}"
        rows.append(("ask-sdk-webservice-support, signature only", *(f"{one:,.0f}" for one in found.official), ratio))
    heads = ("verifier", "honest CPU us", "forged CPU us", "x ours (honest)")
    flood, honest, storm = found.flood, found.honest, found.storm
    floods = [
        ("forged, 32 connections", *_met(flood)),
        ("honest beside them, every 200 ms", *_met(honest)),
        ("forged, each with an address of its own", *_met(storm)),
    ]
    return "\n".join(
        (
            table(heads, rows),
            "",
            table(("flood", "answered right", "wrong", "a second", "p50 ms", "p99 ms"), floods),
            "",
            f"Over the made-up addresses the certificate host was asked {found.asked} times in {storm.seconds:.0f} s, "
            f"and the service's peak memory grew by {found.grown / 2**20:.1f} MiB.",
            goal("honest requests refused or lost in the flood", sum(honest.wrong.values()), most=0),
            goal("p99 of honest requests in the flood, ms", honest.percentile(0.99) * 1e3, most=GOAL_FLOOD_P99),
            goal("forged requests refused a second", flood.turns_per_second, least=GOAL_REFUSED),
        )
    )


def _met(one: Outcome) -> tuple[str, ...]:
    return (
        f"{len(one.latencies):,}",
        str(sum(one.wrong.values())),
        f"{one.turns_per_second:,.0f}",
        f"{one.percentile(0.5) * 1e3:.1f}",
        f"{one.percentile(0.99) * 1e3:.1f}",
    )


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.3f}"


def _sooner(ours: Delivery, other: Delivery) -> str:
    if ours.p99 is None or other is ours:
        return "-"
    return "never" if other.p99 is None else f"{other.p99 / ours.p99:.0f}"


def goal(name: str, value: float, *, least: float | None = None, most: float | None = None) -> str:
    """Return one line that says whether a figure that is aimed at is reached."""
    is_reached = (least is None or value >= least) and (most is None or value <= most)
    bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
    return f"Goal {'reached' if is_reached else 'NOT reached'}: {name}: {value:.3g} ({bound})."


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = (
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join((first, *rest)) + " |"

    rule = [("-" * width) if number == 0 else "-" * (width - 1) + ":" for number, width in enumerate(widths)]
    return "\n".join((line(heads), line(rule), *(line(row) for row in rows)))
