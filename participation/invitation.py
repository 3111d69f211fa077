"""A text for the invitation, made of what the plan promises (R066, R079, R084)."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from dialogues.enums import Openness
from dialogues.models import Dialogue, Plan
from dialogues.plan import row_of
from dialogues.plan_sections.means import senders
from municipality.enums import Level
from participation.enums import RESIDENTS_WILL
from participation.plan_sections.told import plan_of


def invitations(dialogue: Dialogue) -> dict[str, str]:
    """{language: text}, empty where nothing is promised yet.

    What officials write is Swedish. In the English text it stands in brackets, to be translated.
    """
    plan = plan_of(dialogue)
    if not (dialogue.level and plan.influence_statement):
        return {}
    made = {}
    for language in ("sv", "en"):
        with override(language):
            made[language] = _text(dialogue, language)
    return made


def _text(dialogue: Dialogue, language: str) -> str:
    plan = plan_of(dialogue)

    def own(text: str) -> str:
        return text.strip() if language == "sv" or not text.strip() else f"[{text.strip()}]"

    decided = plan.decided_part if dialogue.openness == Openness.HOW else ""
    still_open = plan.open_part if dialogue.openness == Openness.HOW else ""
    standpoint = row_of(dialogue, Plan, "plan")
    change = standpoint.change_reason if standpoint.changes_policy else ""
    sender, answers = senders(dialogue)
    parts = [
        ("", own(dialogue.question or dialogue.title)),
        (_("Who invites you"), sender),
        (_("Why the change is proposed"), own(change)),
        ("", str(RESIDENTS_WILL[Level(dialogue.level or 1)])),
        (_("What you can influence"), own(plan.influence_statement)),
        (_("What is already decided"), own(decided)),
        (_("What is still open"), own(still_open)),
        (_("What happens with what you say"), own(plan.treatment_statement)),
        (_("When you get an answer"), _answer(dialogue, answers)),
    ]
    return "\n\n".join(f"{heading}\n{text}" if heading else text for heading, text in parts if text)


def _answer(dialogue: Dialogue, sender: str) -> str:
    if dialogue.feedback_due is None:
        return ""
    known = {"day": date_format(dialogue.feedback_due), "sender": sender}
    return _("%(sender)s tells you what became of it by %(day)s at the latest.") % known
