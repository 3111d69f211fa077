"""The picture that an analysis ends in: groups by how affected and how often heard they are.

Made for templates/participation/_picture.html. Groups in the same square stand under one another,
so that no name covers another; a row of squares is as high as its fullest one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from participation.models import GroupAssessment

LEFT, TOP, ACROSS = 74, 8, 142
LINE, GAP, LEAST = 17, 8, 44
LETTERS = 18


def group_picture(groups: Iterable[GroupAssessment]) -> dict[str, Any] | None:
    """{"width", "height", "wash", "lines", "dots": [{"x", "y", "primary", "lines": [(y, text)]}]}.

    None while no group is judged. All numbers are whole.
    """
    judged = [group for group in groups if group.is_judged]
    if not judged:
        return None
    top = TOP
    dots: list[dict[str, Any]] = []
    edges = [top]
    for affected in (4, 3, 2, 1):
        heights = [LEAST]
        for heard in (1, 2, 3, 4):
            here = [g for g in judged if (g.affected, g.heard_today) == (affected, heard)]
            placed, height = _square(here, LEFT + (heard - 1) * ACROSS, top)
            dots += placed
            heights.append(height)
        top += max(heights)
        edges.append(top)
    return {
        "width": LEFT + 4 * ACROSS,
        "height": top + 28,
        "left": LEFT,
        "right": LEFT + 4 * ACROSS,
        "top": TOP,
        "bottom": top,
        "names": top + 20,
        "wash": {"width": 2 * ACROSS, "height": edges[2] - TOP},
        "dots": dots,
    }


def _square(groups: list[GroupAssessment], left: int, top: int) -> tuple[list[dict[str, Any]], int]:
    """The dots of one square, and how high it has to be."""
    dots = []
    y = top + GAP
    for group in groups:
        lines = textwrap.wrap(str(group), LETTERS, max_lines=3, placeholder=" …")
        written = [(y + LINE * (n + 1) - 4, line) for n, line in enumerate(lines)]
        dots.append(
            {
                "x": left + 12,
                "y": y + LINE // 2 + 1,
                "text": left + 24,
                "primary": group.is_primary,
                "name": str(group),
                "lines": written,
            }
        )
        y += LINE * len(lines) + GAP
    return dots, y - top
