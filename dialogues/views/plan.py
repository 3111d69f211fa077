"""The plan of a dialogue: all of it on one page, and a page for each section."""

from functools import cache, partial

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogportal.exceptions import NotAllowed, Outdated
from dialogues import plan, principles
from dialogues.enums import MoveName, Outcome, PlanStep, State
from dialogues.fetch import check, fetch_dialogue
from dialogues.lessons import as_lessons, lessons_column
from dialogues.models import Plan
from dialogues.next_steps import onward
from dialogues.permissions import is_owner_official, may_edit_plan, why_not
from dialogues.process import somebody_decides
from dialogues.versions import changes_since_decision, with_changes
from dialogues.views.process import CONFLICT, sent


@require_safe
def plan_page(request, reference):
    """What the plan says so far, what is missing, and what hinders."""
    dialogue = fetch_dialogue(request, reference, also=_with_changes)
    may_not_edit = why_not(may_edit_plan, request.user, dialogue)
    found, changes = plan.progress(dialogue), changes_since_decision(dialogue)
    goes_back = dialogue.state == State.DECIDED and somebody_decides(dialogue)
    # Of an idea nothing is asked yet.
    is_idea = dialogue.state == State.IDEA
    told = {row["slug"]: row["rows"] + row["small_rows"] for row in plan.told(dialogue)}
    parts = [_part(request.user, dialogue, one, told, may_not_edit) for one in found]
    context = {
        "dialogue": dialogue,
        "may_not_edit": may_not_edit,
        "parts": parts,
        "hinders": [] if is_idea else [part for part in parts if part["blockers"]],
        "returned": _returned(dialogue),
        "steps": [
            {"label": one.section.title, "url": f"#{one.section.slug}", "state": one.state}
            for one in found
        ],
        "plan_url": "",
        "summary": {**summary(found), **({"hinders": None} if is_idea else {})},
        "principles": principles.check(dialogue, found),
        "changes": changes,
        "versions": dialogue.plan_versions.all(),
        "goes_back": goes_back,
        "onward": onward(request.user, dialogue, _ripe(found)),
        "may_copy": not may_not_edit and not plan.row_of(dialogue, Plan, "plan").is_begun,
    }
    return render(request, "dialogues/plan.html", context)


def _part(user, dialogue, one, told, may_not_edit):
    """A section as the plan's page shows it; ``one`` is its Progress."""
    return {
        "slug": one.section.slug,
        "title": one.section.title,
        "url": "" if may_not_edit else plan.section_url(dialogue, one.section),
        "page": plan.page_of(user, dialogue, one.section),
        "rows": told[one.section.slug],
        # Made by the portal, not written: there is nothing to fill in.
        "is_found": one.section.form is None,
        **_split(dialogue, one.findings, may_go_there=not may_not_edit),
    }


def _with_changes(dialogues):
    return with_changes(plan.with_rows(dialogues))


def _ripe(found):
    """The moves that the plan's page offers as it stands; what differs has a link of its own."""
    whole = {MoveName.SUBMIT, MoveName.SETTLE}
    return {MoveName.BEGIN} | (set() if summary(found)["hinders"] else whole)


def _returned(dialogue):
    """The decision that sent the plan back to be written anew, if that was the last one."""
    if dialogue.state != State.PLANNING:
        return None
    last = dialogue.decisions.select_related("committee").order_by("at", "pk").last()
    return last if last and last.outcome == Outcome.REFER_BACK else None


def plan_section(request, reference, slug):
    """One section's form; those who may not change it read it on the plan's page."""
    fetch = partial(_fetch_with_lessons, request, reference, slug)
    dialogue = fetch()
    section = next((one for one in plan.every_section() if one.slug == slug), None)
    if section is None or section.form is None:
        raise Http404
    left_out = why_left_out(request, dialogue, section)
    closed = why_not(may_edit_plan, request.user, dialogue) or left_out
    if closed and request.method != "POST":
        return redirect(f"{_plan_url(dialogue)}#{slug}")
    if not is_owner_official(request.user, dialogue):
        check(may_edit_plan, request.user, dialogue)
    form = section.form(
        sent(request),
        instance=section.row(dialogue),
        user=request.user,
        dialogue=dialogue,
    )
    form.cancel_url = _plan_url(dialogue)
    # Without it a place on the page, "#g5", would follow along to the next section's page.
    form.action = request.path
    if closed:
        # Submitted, begun or changed while somebody wrote: what was typed stays to be copied.
        form.add_error(None, closed)
        form.submit_text = ""
    if form.is_valid() and saved(form, request.user):
        messages.success(request, _("%(section)s is saved.") % {"section": section.title})
        for note in form.notes:
            messages.info(request, note)
        return redirect(_after(request, dialogue, section, form.place))
    # A form that was sent has written into the row it was made of.
    fresh = fetch() if form.is_bound else dialogue
    context = {
        "form": form,
        "section": section,
        "lessons": as_lessons(getattr(fresh, "similar_lessons", [])),
        **frame(fresh, section),
        **section.beside(fresh),
    }
    status = (CONFLICT if closed else 400) if form.errors else 200
    return render(request, section.template, context, status=status)


def why_left_out(request, dialogue, section):
    """Nothing where the plan has the section. Where it has not, 404 to who only looks; to who sent
    something, because the plan had it when they began to write, why it is not saved."""
    if section.applies(dialogue):
        return ""
    if request.method != "POST":
        raise Http404
    return _(
        "“%(section)s” is no longer part of this plan: what it depends on was changed meanwhile."
        " Nothing is saved. Copy what you want to keep."
    ) % {"section": section.title}


def _fetch_with_lessons(request, reference, slug):
    """As ``fetch_plan``, with what others learnt of what the section is about."""
    aspect = next((one.lessons_on for one in plan.every_section() if one.slug == slug), None)
    if aspect is None:
        return fetch_plan(request, reference)
    return fetch_dialogue(request, reference, also=_with_lessons(aspect))


@cache
def _with_lessons(aspect):
    column = lessons_column(aspect)
    return lambda rows: plan.with_rows(rows).annotate(similar_lessons=column)


def fetch_plan(request, reference, *rules):
    """The dialogue with all that its plan's sections read; 404 and 403 as ``fetch_dialogue``."""
    return fetch_dialogue(request, reference, *rules, also=plan.with_rows)


def frame(dialogue, section):
    """What stands around a section: the menu, how far the plan has come, and its findings."""
    found = plan.progress(dialogue)
    # None where the section has left the plan while somebody wrote.
    mine = next((one for one in found if one.section == section), None)
    return {
        "dialogue": dialogue,
        "plan_url": _plan_url(dialogue),
        "steps": [
            {
                "label": one.section.title,
                "url": plan.section_url(dialogue, one.section),
                "state": one.state,
                "current": one.section == section,
            }
            for one in found
        ],
        "summary": summary(found),
        "is_begun": mine is not None and mine.state != "missing",
        "is_decided": (
            dialogue.state == State.DECIDED and section.is_substance and somebody_decides(dialogue)
        ),
        **_split(dialogue, mine.findings if mine else [], may_go_there=True),
    }


def _split(dialogue, findings, *, may_go_there):
    """{"blockers", "warnings"}: what hinders submission, and the rest, each with its link."""
    linked = [(one, one.url(dialogue) if may_go_there else "") for one in findings]
    hinders = [pair for pair in linked if plan.hinders(pair[0], PlanStep.SUBMIT)]
    return {"blockers": hinders, "warnings": [pair for pair in linked if pair not in hinders]}


def summary(found):
    """{"done", "total", "hinders"}: sections done, and what hinders submission."""
    findings = [finding for one in found for finding in one.findings]
    hinders = sum(plan.hinders(finding, PlanStep.SUBMIT) for finding in findings)
    done = sum(one.state == "ok" for one in found)
    return {"done": done, "total": len(found), "hinders": hinders}


def _plan_url(dialogue):
    return f"{dialogue.get_absolute_url()}plan/"


def saved(form, user):
    """Whether a plan's form was saved, or had been saved by its own twin."""
    try:
        try:
            form.write(by=user)
        except Outdated:
            # Somebody saved in the same instant: another section of the row, or this one.
            form.refuse_as_stale(form.saved_row())
            if form.errors:
                return False
            form.write(by=user)
    except IntegrityError:
        # The database knows what the form could not: the dates changed in the same instant.
        text = _("Somebody changed the dialogue in the same instant. Look at it and save again.")
        form.add_error(None, text)
        return False
    except (NotAllowed, Outdated) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _after(request, dialogue, section, place):
    """The section itself, or the next one."""
    listed = plan.sections(dialogue)
    if "go_on" in request.POST:
        place = listed.index(section) + 1
        if place == len(listed):
            return _plan_url(dialogue)
        return plan.section_url(dialogue, listed[place])
    there = plan.section_url(dialogue, section)
    return f"{there}#{place}" if place else there
