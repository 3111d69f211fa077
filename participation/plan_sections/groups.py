"""Target groups: who must be reached, and who was turned to before (R100–R106, R115, R118)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.enums import EvaluatedAspect, TargetGroup
from dialogues.models import Dialogue
from dialogues.plan import Finding, Row, Section
from municipality.models import Profile, User
from participation.actions.analysis import change_analysis
from participation.attendance import who_came_told
from participation.broad import names_disability
from participation.came_before import COVERED
from participation.enums import NARROWER, SELDOM_HEARD, KnownGroup
from participation.forms.analysis import AnalysisForm
from participation.models import GroupAssessment, TargetGroupAnalysis
from participation.permissions import may_note_attendance
from participation.reach import (
    GROUPS,
    UNAFFECTED,
    analysis_of,
    groups_of,
    is_everybody,
    is_for_all,
    not_gone_through,
    turns_to_everyone,
    unaffected_of,
)
from participation.wording import (
    assessment_text,
    computed_sentence,
    dimension_in_sentence,
    in_sentence,
    listed,
    unaffected_sentence,
)

SLUG = "malgrupper"
LENT = ("dimension", "group", "own_words", "reached_how")


def group_findings(dialogue: Dialogue) -> list[Finding]:
    """What the analysis lacks. In a city that asks for it softly, nothing hinders (R100)."""
    is_hard = Profile.objects.current().rules.get("target_group_analysis", "hard") == "hard"
    analysis, groups = analysis_of(dialogue), groups_of(dialogue)
    is_everyone = turns_to_everyone(analysis, groups)
    found = _of_everyone(analysis, is_everyone=is_everyone) if is_everyone or not groups else []
    for group in groups:
        found += _of_group(group)
    found += _of_the_whole(analysis, groups)
    if groups and not is_for_all(analysis, groups):
        found += _of_dimensions(dialogue)
    if is_hard:
        return found
    return [replace(one, is_blocker=False) for one in found]


def _of_everyone(analysis: TargetGroupAnalysis, *, is_everyone: bool) -> list[Finding]:
    if not is_everyone:
        text = _("Name the groups that the question concerns.")
        return [Finding(text, SLUG, "groups", unsaid=_("which groups the question concerns"))]
    if not analysis.everyone_reason:
        text = _("Say why no group comes before another, or name the groups.")
        clause = _("why no group comes before another")
        return [Finding(text, SLUG, "everyone_reason", unsaid=clause)]
    text = _(
        "The dialogue turns to everybody. Then mostly those come who are heard already: weigh in"
        " whether some group should come first."
    )
    return [Finding(text, SLUG, "is_everyone", is_blocker=False)]


def _of_group(group: GroupAssessment) -> list[Finding]:
    row = f"g{group.order}"
    known = {"group": str(group)}
    if not group.is_judged:
        field = "affected_0" if group.affected is None else "heard_today_0"
        text = _("Judge how much this group is affected and how often it is heard: %(group)s.")
        clause = _("how much this group is affected and how often it is heard: %(group)s")
        return [Finding(text % known, SLUG, f"{row}_{field}", unsaid=clause % known)]
    if group.is_primary and not group.reached_how:
        text = _("Say how this primary group is reached: %(group)s.")
        clause = _("how this primary group is reached: %(group)s") % known
        return [Finding(text % known, SLUG, f"{row}_reached_how", unsaid=clause)]
    if group.is_missed and not group.is_primary:
        text = _(
            "Much affected and seldom heard, but not primary: %(group)s. Weigh in whether it"
            " should be."
        )
        told = _("Much affected and seldom heard, but not primary: %(group)s.") % known
        return [Finding(text % known, SLUG, f"{row}_is_primary", is_blocker=False, told=told)]
    return []


def _of_the_whole(analysis: TargetGroupAnalysis, groups: list[GroupAssessment]) -> list[Finding]:
    found = []
    if analysis.left_out and not analysis.left_out_reason:
        text = _("Say why some groups are left out.")
        clause = _("why some groups are left out")
        found.append(Finding(text, SLUG, "left_out_reason", unsaid=clause))
    if names_disability(analysis.left_out):
        text = _(
            "People with disabilities are part of every group and cannot be left out. Say instead"
            " how they can take part."
        )
        told = _("The plan leaves out people with disabilities, who are part of every group.")
        found.append(Finding(text, SLUG, "left_out", is_blocker=False, told=told))
    specific = any(group.is_primary and not is_everybody(group) for group in groups)
    if (groups or analysis.is_everyone) and not specific and not analysis.information_reaches:
        text = _(
            "No group is primary. Say how the information reaches both girls and women, boys and"
            " men."
        )
        clause = _("how the information reaches both girls and women, boys and men")
        found.append(Finding(text, SLUG, "information_reaches", unsaid=clause))
    return found


def _of_dimensions(dialogue: Dialogue) -> list[Finding]:
    """Of which dimensions nothing is said; a group of one is no answer for another (R101)."""
    left = not_gone_through(dialogue)
    if not left:
        return []
    known = {"dimensions": listed(dimension_in_sentence(one) for one in left)}
    text = _("Name a group, or say that none is affected in particular, by %(dimensions)s.")
    clause = _("whether any group by %(dimensions)s is affected in particular")
    field = f"none_{left[0].value}"
    return [Finding(text % known, SLUG, field, is_blocker=False, unsaid=clause % known)]


def sentence_of(dialogue: Dialogue) -> str:
    """The sentence for the committee: the official's, else what the analysis itself says."""
    analysis = analysis_of(dialogue)
    groups = groups_of(dialogue)
    computed = computed_sentence(groups, is_everyone=is_for_all(analysis, groups))
    return analysis.sentence or computed


def _told(dialogue: Dialogue) -> list[Row]:
    analysis = analysis_of(dialogue)
    return [
        (_("Whom the dialogue turns to"), sentence_of(dialogue)),
        (_("Why no group comes before another"), analysis.everyone_reason),
        *((str(group), assessment_text(group)) for group in groups_of(dialogue)),
        (_("Also considered"), unaffected_sentence(unaffected_of(dialogue))),
        (_("Groups left out"), analysis.left_out),
        (_("Why they are left out"), analysis.left_out_reason),
        (
            _("How the information reaches girls and women, boys and men"),
            analysis.information_reaches,
        ),
    ]


def _told_small(dialogue: Dialogue) -> list[Row]:
    """Holds for every plan, and is nobody's change of it (R118); and who came, once it is held."""
    if not _filled(dialogue):
        return who_came_told(dialogue)
    text = _("Are part of every group: children, young people and adults.")
    return [(_("People with disabilities"), text), *who_came_told(dialogue)]


def _at_first(dialogue: Dialogue) -> list[Row]:
    """Who is reached, and who is not; in the register's words where nothing is analysed."""
    analysis, groups = analysis_of(dialogue), groups_of(dialogue)
    names = [str(TargetGroup(code).label) for code in dialogue.target_groups]
    plain = [", ".join(names), dialogue.target_group_text]
    ways = [
        f"{group}: {group.reached_how}"
        for group in groups
        if group.is_primary and group.reached_how
    ]
    left_out = [analysis.left_out, analysis.left_out_reason]
    return [
        (
            _("To be reached"),
            sentence_of(dialogue) or "\n".join(text for text in plain if text),
        ),
        (_("How they are reached"), "\n".join(ways)),
        (_("Also considered"), unaffected_sentence(unaffected_of(dialogue))),
        (_("Not reached"), ". ".join(text.rstrip(".") for text in left_out if text)),
        (_("Often missed, and not primary here"), _often_missed(groups)),
    ]


def _often_missed(groups: list[GroupAssessment]) -> str:
    """Groups seldom heard, by the analysis or as a rule, that do not come first; for who decides.
    Nothing where nobody has been analysed."""
    if not groups:
        return ""
    primary = {group.key for group in groups if group.is_primary}
    judged = {group.key for group in groups if group.heard_today}
    seldom = [group for group in groups if group.is_seldom_heard and not group.is_primary]
    as_a_rule = [
        GroupAssessment(group=code)
        for code in SELDOM_HEARD
        if code not in judged and not primary & {code, *NARROWER.get(code, ())}
    ]
    return capfirst(", ".join(in_sentence(group) for group in [*seldom, *as_a_rule]))


def _filled(dialogue: Dialogue) -> bool:
    analysis = analysis_of(dialogue)
    return bool(groups_of(dialogue) or analysis.is_everyone or unaffected_of(dialogue))


def _copy(source: Dialogue, dialogue: Dialogue, by: User) -> bool:
    """The groups and the ways to them; how each is affected here is judged anew (R147)."""
    theirs = groups_of(source)
    if not theirs or groups_of(dialogue):
        return False
    analysis = TargetGroupAnalysis.objects.filter(dialogue=dialogue).first()
    groups = [
        GroupAssessment(**{name: getattr(one, name) for name in LENT}, is_primary=one.is_primary)
        for one in theirs
    ]
    version = analysis.version if analysis else None
    change_analysis(by=by, dialogue=dialogue, version=version, values={}, groups=groups)
    return True


TARGET_GROUPS = Section(
    slug=SLUG,
    title=gettext_lazy("Target groups"),
    lead=gettext_lazy("Who is affected, who is heard already, and whom must you reach?"),
    findings=group_findings,
    filled=_filled,
    told=_told,
    told_small=_told_small,
    row_names=lambda: [label for _code, label in KnownGroup.choices],
    at_first=_at_first,
    form=AnalysisForm,
    row=analysis_of,
    template="participation/target_groups.html",
    guidance="participation/guidance/target_groups.html",
    lessons_on=EvaluatedAspect.PARTICIPATION,
    copy=_copy,
    related=("target_group_analysis", "attendance"),
    annotated={**GROUPS, **UNAFFECTED, **COVERED},
    page=("attendance", gettext_lazy("Note who came"), may_note_attendance),
)
