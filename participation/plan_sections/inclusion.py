"""Recruitment and outreach, adaptation, and rights (R107–R117)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dialogues.enums import EvaluatedAspect, Recruitment
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section
from dialogues.plan_sections.wording import in_words
from municipality.models import Profile
from participation.enums import Adaptation, AgeFriendly, OutreachFunction
from participation.forms.inclusion import AdaptationForm, RecruitmentForm, RightsForm
from participation.languages import minority_languages
from participation.plan_sections.told import plan_of, texts
from participation.reach import GROUPS, are_heard_already, concerns_older, primary_unheard
from participation.wording import in_sentence, listed

RECRUITMENT_SLUG, ADAPTATION_SLUG, RIGHTS_SLUG = "rekrytering", "anpassning", "rattigheter"
# Who comes by these ways chose to, and is mostly heard already.
OPEN_WAYS = {Recruitment.OPEN, Recruitment.SELF_SELECTED, Recruitment.ANY_TIME}


def _recruitment_findings(dialogue: Dialogue) -> list[Finding]:
    plan = plan_of(dialogue)
    found = []
    if not dialogue.recruitment:
        text, clause = _("Choose how people are invited."), _("how people are invited")
        found.append(Finding(text, RECRUITMENT_SLUG, "recruitment_0", unsaid=clause))
    is_open = bool(dialogue.recruitment) and OPEN_WAYS.issuperset(dialogue.recruitment)
    if is_open and not are_heard_already(dialogue):
        text = _of_open_invitation(dialogue)
        found.append(Finding(text, RECRUITMENT_SLUG, "recruitment_0", is_blocker=False))
    if plan.outreach is None:
        text = _("Say whether anybody goes out to those who are hard to reach.")
        clause = _("whether anybody goes out to those who are hard to reach")
        found.append(Finding(text, RECRUITMENT_SLUG, "outreach_0", unsaid=clause))
    elif not plan.outreach_reason:
        if plan.outreach:
            text, clause = _("Say why there is outreach work."), _("why there is outreach work")
        else:
            text = _("Say why there is no outreach work.")
            clause = _("why there is no outreach work")
        found.append(Finding(text, RECRUITMENT_SLUG, "outreach_reason", unsaid=clause))
    return found


def _of_open_invitation(dialogue: Dialogue) -> str:
    """What an invitation that is open to all alone leads to (R108)."""
    unheard = primary_unheard(dialogue)
    if not unheard:
        return _(
            "An open invitation alone mostly brings those who are heard already. Weigh in another"
            " way for those who are not."
        )
    text = _(
        "An open invitation alone seldom reaches those who are not heard otherwise. Weigh in"
        " another way for %(groups)s."
    )
    return text % {"groups": listed(in_sentence(group) for group in unheard)}


def _recruitment_told(dialogue: Dialogue) -> list[Row]:
    plan = plan_of(dialogue)
    answer = {True: pgettext("outreach", "Yes"), False: pgettext("outreach", "No")}
    return [
        (_("How people are invited"), in_words(Recruitment, dialogue.recruitment)),
        (_("How it is done"), dialogue.recruitment_text),
        (_("Outreach work"), "" if plan.outreach is None else answer[plan.outreach]),
        *texts(dialogue, "outreach_reason"),
        (_("Who goes out"), in_words(OutreachFunction, plan.outreach_functions)),
        *texts(dialogue, "outreach_languages"),
    ]


RECRUITMENT = Section(
    slug=RECRUITMENT_SLUG,
    title=gettext_lazy("Recruitment and outreach"),
    lead=gettext_lazy("How people are invited, and who goes out to those who do not come."),
    findings=_recruitment_findings,
    filled=lambda dialogue: bool(
        dialogue.recruitment or dialogue.recruitment_text or plan_of(dialogue).outreach is not None
    ),
    told=_recruitment_told,
    form=RecruitmentForm,
    row=plan_of,
    guidance="participation/guidance/recruitment.html",
    lessons_on=EvaluatedAspect.PARTICIPATION,
    related=("participation_plan",),
    annotated=GROUPS,
)


def _adaptation_findings(dialogue: Dialogue) -> list[Finding]:
    plan = plan_of(dialogue)
    if plan.adaptations or plan.adaptation_notes:
        return []
    text = _("Weigh in what makes it possible for the groups to take part.")
    clause = _("what makes it possible for the groups to take part")
    return [Finding(text, ADAPTATION_SLUG, "adaptations_0", is_blocker=False, unsaid=clause)]


ADAPTATION = Section(
    slug=ADAPTATION_SLUG,
    title=gettext_lazy("Adaptation"),
    lead=gettext_lazy("What makes it possible for those you want to meet to take part."),
    findings=_adaptation_findings,
    filled=lambda dialogue: bool(
        plan_of(dialogue).adaptations or plan_of(dialogue).adaptation_notes
    ),
    told=lambda dialogue: [
        (
            _("What makes it possible to take part"),
            in_words(Adaptation, plan_of(dialogue).adaptations),
        ),
        *texts(dialogue, "adaptation_notes"),
    ],
    form=AdaptationForm,
    row=plan_of,
    guidance="participation/guidance/adaptation.html",
    lessons_on=EvaluatedAspect.PARTICIPATION,
    related=("participation_plan",),
)


def _headings() -> list[tuple[str, str, str]]:
    """(column, what is asked, what is not said) of the parts that a rights assessment must answer
    (R113, R114)."""
    return [
        (
            "child_rights",
            _("Say how the rights of the child are provided for."),
            _("how the rights of the child are provided for"),
        ),
        (
            "young_people",
            _("Say how children and young people take part."),
            _("how children and young people take part"),
        ),
        (
            "gender_equality",
            _("Say how gender equality is provided for."),
            _("how gender equality is provided for"),
        ),
        (
            "minorities",
            _("Say how the rights of national minorities are provided for."),
            _("how the rights of national minorities are provided for"),
        ),
        (
            "age_friendly",
            _("Say how the city is made friendly to older people."),
            _("how the city is made friendly to older people"),
        ),
    ]


def _rights_findings(dialogue: Dialogue) -> list[Finding]:
    plan, profile = plan_of(dialogue), Profile.objects.current()
    is_hard = profile.rules.get("rights_assessment", "hard") == "hard"
    found = [
        Finding(text, RIGHTS_SLUG, name, is_blocker=is_hard, unsaid=clause)
        for name, text, clause in _headings()
        if not getattr(plan, name)
    ]
    left = [
        name for code, name in minority_languages(profile) if code not in plan.minority_languages
    ]
    if left:
        text = _("No information is planned in %(languages)s.") % {"languages": listed(left)}
        found.append(Finding(text, RIGHTS_SLUG, "minority_languages_0", is_blocker=False))
    if concerns_older(dialogue) and not plan.age_friendly_areas:
        text = _(
            "Older people are a group, or are told of the dialogue. Say which areas of an"
            " age-friendly city it concerns."
        )
        clause = _("which areas of an age-friendly city it concerns")
        found.append(
            Finding(text, RIGHTS_SLUG, "age_friendly_areas_0", is_blocker=False, unsaid=clause)
        )
    return found


def _rights_told(dialogue: Dialogue) -> list[Row]:
    plan = plan_of(dialogue)
    languages = [
        name
        for code, name in minority_languages(Profile.objects.current())
        if code in plan.minority_languages
    ]
    return [
        *texts(dialogue, "child_rights", "young_people", "gender_equality", "minorities"),
        (_("Information is given in"), ", ".join(languages)),
        *texts(dialogue, "age_friendly"),
        (_("Areas that the dialogue concerns"), in_words(AgeFriendly, plan.age_friendly_areas)),
    ]


def _rights_filled(dialogue: Dialogue) -> bool:
    plan = plan_of(dialogue)
    return any(getattr(plan, name) for name, *_texts in _headings())


RIGHTS = Section(
    slug=RIGHTS_SLUG,
    title=gettext_lazy("Rights"),
    lead=gettext_lazy("How the plan provides for rights that everybody has."),
    findings=_rights_findings,
    filled=_rights_filled,
    told=_rights_told,
    form=RightsForm,
    row=plan_of,
    guidance="participation/guidance/rights.html",
    related=("participation_plan", "plan", "target_group_analysis"),
    annotated=GROUPS,
)
