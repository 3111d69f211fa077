"""A committee that is asked two questions before anything is planned, and a strategist who is
heard: the demo tries them beside what Stockholm does itself (R059–R062, R071)."""

from __future__ import annotations

from archive.demo.facts import read_toml
from archive.demo.load.people import PLANNER, SECRETARY
from archive.demo.load.register import TWO_STEPS, Kept
from archive.demo.load.times import clock_at
from dialogues.actions.process import answer_inquiry, tell_meeting
from municipality.enums import Decider
from municipality.models import DialogueType, Profile, User


def load_two_steps() -> None:
    """The type whose dialogues the committee decides in two steps, and the city's rules for that
    and for the strategist's opinion."""
    profile = Profile.objects.get()
    tried = {"prerequisite_questions": True, "strategist_review": "advisory"}
    profile.rules = {**profile.rules, **tried}
    profile.save()
    DialogueType.objects.create(
        slug=TWO_STEPS,
        name_sv="Medborgardialog i två steg",
        name_en="Citizen dialogue in two steps",
        definition_sv="Nämnden svarar på två frågor innan något planeras, och beslutar om planen.",
        definition_en="The committee answers two questions first, and then decides on the plan.",
        decider=Decider.COMMITTEE_TWO_STEPS,
        order=90,
    )


def load_inquiries(kept: list[Kept]) -> None:
    """Answer the two questions as inquiries.toml says, by the committee's secretary."""
    rows = {each.made.key: each.row for each in kept}
    planner, secretary = (User.objects.get(email=email) for email in (PLANNER, SECRETARY))
    for key, story in read_toml("inquiries.toml").items():
        day = story["answered_on"]
        with clock_at(day):
            answer_inquiry(
                by=secretary,
                dialogue=rows[key],
                values={**story["inquiry"], "meeting_date": day},
                benefit=story["benefit"],
            )
        if meeting := story.get("meeting"):
            with clock_at(meeting["held_on"]):
                tell_meeting(by=planner, dialogue=rows[key], version=None, values=meeting)
