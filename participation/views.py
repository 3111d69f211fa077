"""The loop of a complex issue: seen by all who may see the dialogue, kept by who holds it; and who
came, as numbers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialogportal.exceptions import NotAllowed
from dialogues.fetch import check
from dialogues.permissions import may_edit_dialogue, why_not
from dialogues.views.plan import fetch_plan, saved, why_left_out
from dialogues.views.process import CONFLICT, sent
from participation.actions.loop import begin_round, may_remove_round, remove_round
from participation.attendance import attendance_of
from participation.forms.attendance import AttendanceForm
from participation.forms.loop import RoundForm
from participation.forms.processes import ShareForm
from participation.loop import is_complex
from participation.models import MOST_ROUNDS, LoopRound
from participation.permissions import may_keep_rounds, may_note_attendance
from participation.plan_sections.loop import COMPLEX_ISSUE, rounds_context
from participation.plan_sections.processes import BUDGET_SLUG, PARTICIPATORY_BUDGET, budget_of


def _fetch(request, reference, *rules):
    """The dialogue, if it is on a complex issue; 404 and 403 as ``fetch_dialogue``."""
    dialogue = fetch_plan(request, reference, *rules)
    if not is_complex(dialogue):
        raise Http404
    return dialogue


def _loop_url(dialogue, number=None):
    there = reverse("loop", args=[dialogue.reference])
    return f"{there}#varv-{number}" if number else there


@require_safe
def loop(request, reference):
    dialogue = _fetch(request, reference)
    context = rounds_context(dialogue)
    context |= {
        "dialogue": dialogue,
        "may_not_keep": why_not(may_keep_rounds, request.user, dialogue),
        "next_number": len(context["rounds"]) + 1,
        "most_rounds": MOST_ROUNDS,
    }
    return render(request, "participation/loop.html", context)


@require_POST
def loop_begin(request, reference):
    dialogue = _fetch(request, reference, may_keep_rounds)
    after = request.POST.get("after", "")
    known = {str(number): number for number in range(MOST_ROUNDS + 1)}
    try:
        number = begin_round(by=request.user, dialogue=dialogue, after=known.get(after, -1))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(_loop_url(dialogue))
    if number is None:
        messages.info(request, _("No round was begun: here is the loop as it stands."))
        return redirect(_loop_url(dialogue))
    messages.success(request, _("Round %(n)s has begun.") % {"n": number})
    return redirect("loop-round", reference, number)


def loop_round(request, reference, number):
    """One round's form; those who may not change it read it on the loop's page."""
    dialogue = fetch_plan(request, reference)
    left_out = why_left_out(request, dialogue, COMPLEX_ISSUE)
    closed = why_not(may_keep_rounds, request.user, dialogue) or left_out
    if closed and request.method != "POST":
        return redirect(_loop_url(dialogue, number))
    check(may_edit_dialogue, request.user, dialogue)
    row = _round_to_write(request, dialogue, number)
    form = RoundForm(sent(request), instance=row, user=request.user, dialogue=dialogue)
    form.cancel_url = reverse("plan", args=[reference]) if left_out else _loop_url(dialogue, number)
    if closed:
        # Submitted or changed while somebody wrote: what was typed stays to be copied.
        form.add_error(None, closed)
        form.submit_text = ""
    if form.is_valid() and saved(form, request.user):
        messages.success(request, _("Round %(n)s is saved.") % {"n": number})
        return redirect(_loop_url(dialogue, number))
    context = {"dialogue": dialogue, "form": form, "number": number, "left_out": left_out}
    status = (CONFLICT if closed else 400) if form.errors else 200
    return render(request, "participation/loop_round.html", context, status=status)


def _round_to_write(request, dialogue, number):
    """The round; begun anew where a colleague removed it, empty still, while somebody wrote."""
    mine = LoopRound.objects.filter(dialogue=dialogue, number=number)
    if not is_complex(dialogue):
        return get_object_or_404(mine)
    if request.method == "POST" and number <= MOST_ROUNDS and not mine.exists():
        begin_round(by=request.user, dialogue=dialogue, after=number - 1)
    return get_object_or_404(mine)


def loop_round_remove(request, reference, number):
    dialogue = _fetch(request, reference, may_keep_rounds)
    if request.method == "POST":
        try:
            remove_round(by=request.user, dialogue=dialogue, number=number)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Round %(n)s has been removed.") % {"n": number})
        return redirect(_loop_url(dialogue))
    row = get_object_or_404(LoopRound, dialogue=dialogue, number=number)
    is_last = not LoopRound.objects.filter(dialogue=dialogue, number__gt=number).exists()
    if why_stays := why_not(lambda: may_remove_round(row, is_last=is_last)):
        messages.error(request, why_stays)
        return redirect(_loop_url(dialogue, number))
    context = {
        "title": _("Remove round %(n)s?") % {"n": number},
        "text": _("Nothing is written in it."),
        "submit_text": _("Remove the round"),
        "danger": True,
        "cancel_url": _loop_url(dialogue, number),
    }
    return render(request, "components/confirm_page.html", context)


def budget_share(request, reference):
    """How many of the inhabitants took part, noted once the dialogue has begun (R096)."""
    dialogue = fetch_plan(request, reference)
    left_out = why_left_out(request, dialogue, PARTICIPATORY_BUDGET)
    there = f"{reverse('plan', args=[reference])}#{BUDGET_SLUG}"
    title = _("How many took part in the participatory budget")
    row = budget_of(dialogue)
    return _noted(request, dialogue, ShareForm, row, there, title, left_out=left_out)


def attendance(request, reference):
    """How many of each group came, noted once the dialogue has begun; never who."""
    dialogue = fetch_plan(request, reference)
    there = dialogue.get_absolute_url()
    title = _("Who came")
    template = "participation/attendance.html"
    row = attendance_of(dialogue)
    return _noted(request, dialogue, AttendanceForm, row, there, title, template)


def _noted(
    request,
    dialogue,
    form_class,
    row,
    there,
    title,
    template="dialogues/form_page.html",
    left_out="",
):
    refused = why_not(may_note_attendance, request.user, dialogue) or left_out
    if refused and request.method != "POST":
        messages.info(request, refused)
        return redirect(there)
    check(may_edit_dialogue, request.user, dialogue)
    form = form_class(sent(request), instance=row, user=request.user, dialogue=dialogue)
    form.cancel_url = there
    if refused:
        # What was typed stays to be copied.
        form.add_error(None, refused)
        form.submit_text = ""
    if form.is_valid() and saved(form, request.user):
        messages.success(request, _("Saved."))
        return redirect(there)
    context = {"dialogue": dialogue, "form": form, "title": title}
    status = (CONFLICT if refused else 400) if form.errors else 200
    return render(request, template, context, status=status)
