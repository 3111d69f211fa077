"""The table of the process as a page of the documentation, with a drawing in Mermaid."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from dialogues import process
from dialogues.enums import State

WHO = {
    "may_take_step": "an official of the owner",
    "may_record_for_committee": "the committee's secretary",
    "may_decide": "the committee's secretary; an official for a manager",
}
CONCERNS = {
    "every_type": "",
    "committee_is_asked_first": "committee in two steps",
    "nobody_is_asked_first": "all but committee in two steps",
    "somebody_decides": "committee or manager",
    "nobody_decides": "nobody decides",
}
HEAD = """\
# The process

Written by `manage.py process_diagram` from the table in `dialogues/process.py`; `make check` fails
when the two differ. Every change of a dialogue's state is one of these moves.

What is registered afterwards takes no part: it is born carried out, and closed once those who took
part have had their answer.

"""


def page() -> str:
    """The whole file, in English whatever language is active."""
    with translation.override("en"):
        drawing, table = "\n".join(_drawing()), "\n".join(_table())
    return f"{HEAD}```mermaid\n{drawing}\n```\n\n{table}\n"


def _drawing() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in State:
        yield f"    {state.value}: {state.label}"
    yield f"    [*] --> {State.IDEA.value}"
    for state, moves in process.TABLE.items():
        for one in moves:
            yield f"    {state.value} --> {one.to.value}: {one.label}"
        if not moves:
            yield f"    {state.value} --> [*]"


def _table() -> Iterator[str]:
    yield "| From | Move | To | Who | Types | Needs | Only when |"
    yield "|---|---|---|---|---|---|---|"
    for state, moves in process.TABLE.items():
        for one in moves:
            guards = (*one.guards, *one.plan_guards)
            needs = one.needs if isinstance(one.needs, str) else one.needs.__name__.lower()
            cells = (
                state.label,
                one.label,
                one.to.label,
                WHO[one.who.__name__],
                CONCERNS[one.concerns.__name__],
                needs,
                "; ".join(guard.__name__.replace("_", " ") for guard in guards),
            )
            yield f"| {' | '.join(str(cell) for cell in cells)} |"
