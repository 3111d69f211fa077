"""The steps of a dialogue, one page each: what follows, why, and what hinders."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed, Outdated
from dialogportal.periods import by_day
from dialogues import plan
from dialogues.actions.process import answer_inquiry, end_idea, give_opinion, tell_meeting
from dialogues.checklist import checklist
from dialogues.enums import MoveName, PlanStep, State
from dialogues.fetch import check, fetch_dialogue
from dialogues.forms.around import MeetingForm, OpinionForm
from dialogues.forms.process import (
    EndForm,
    InquiryForm,
    SubmitForm,
    WhyForm,
)
from dialogues.models import InformationMeeting, Inquiry, Plan
from dialogues.next_steps import INQUIRY
from dialogues.permissions import (
    committee_of,
    deciding_committee,
    may_give_opinions,
    may_record_for_committee,
    may_take_step,
    may_tell_meeting,
    why_not,
)
from dialogues.process import (
    REASON,
    TABLE,
    committee_is_asked_first,
    may_give_opinion,
    move,
    why_not_move,
    with_plan,
)
from dialogues.versions import changes_since_decision, declined_on, with_changes

CONFLICT = 409
# The moves that an official makes on a page of this kind; the others are recorded.
STEPS = {one.name: one for moves in TABLE.values() for one in moves if isinstance(one.needs, str)}
HINDERED_BY = {
    MoveName.SUBMIT: PlanStep.SUBMIT,
    MoveName.SETTLE: PlanStep.SUBMIT,
    MoveName.RESUBMIT: PlanStep.SUBMIT,
    MoveName.START: PlanStep.START,
    MoveName.CLOSE: PlanStep.CLOSE,
}
ENDS_IDEA = {MoveName.KNOWN, MoveName.INFORM}
DANGEROUS = {*ENDS_IDEA, MoveName.CANCEL}


def sent(request):
    """What a form is bound to: also a POST that holds nothing."""
    return request.POST if request.method == "POST" else None


def is_recorded(form, rows):
    """Whether the last of the rows says already what was sent: a second press of the form, or one
    whose answer was lost on the way."""
    row = rows.last() if form.is_valid() else None
    return row is not None and all(
        getattr(row, name) == value for name, value in form.values().items()
    )


def step(request, reference, name):
    """One move: a page that says what follows, and does it."""
    one = STEPS.get(name)
    if one is None:
        raise Http404
    also = _with_changes if one.name in _CHANGED else with_plan
    dialogue = fetch_dialogue(request, reference, may_take_step, also=also)
    form = _form_of(one, dialogue, sent(request))
    if request.method == "POST" and _was_made(one, dialogue, form):
        messages.info(request, _("That had been done already."))
        return redirect(_after(dialogue, one.name))
    refused = why_not_move(request.user, dialogue, one.name)
    if request.method == "POST" and not refused and (form is None or form.is_valid()):
        refused = _make(request, dialogue, one, form.cleaned_data if form else {})
        if not refused:
            return redirect(_after(dialogue, one.name))
    context = {
        "dialogue": dialogue,
        "title": one.label,
        "consequences": consequences(dialogue, one.name),
        "form": form,
        "refused": refused,
        "hinders": _hinders(dialogue, one.name) if refused else [],
        "checklist": checklist(dialogue) if one.name in _CHECKED else None,
        "changes": changes_since_decision(dialogue) if one.name in _CHANGED else [],
        "goes_back": one.name == MoveName.START and bool(refused),
        "submit_text": one.label,
        "danger": one.name in DANGEROUS,
        "cancel_url": dialogue.get_absolute_url(),
    }
    status = CONFLICT if refused and request.method == "POST" else 200
    return render(request, "dialogues/process_step.html", context, status=status)


def _with_changes(dialogues):
    return with_changes(with_plan(dialogues))


def _was_made(one, dialogue, form):
    """Whether the move was made before, by a second press or by a colleague; with another reason
    than what was typed here it was another one."""
    if dialogue.state != one.to:
        return False
    if one.needs != REASON:
        return True
    return form.is_valid() and form.cleaned_data["reason"] == dialogue.not_held_reason


def _after(dialogue, name):
    """Where one goes on: who begins to plan writes the plan, who informs tells of the meeting."""
    pages = {MoveName.BEGIN: "plan", MoveName.INFORM: "information-meeting"}
    return reverse(pages[name], args=[dialogue.reference]) if name in pages else dialogue


_CHECKED = {MoveName.SUBMIT, MoveName.SETTLE, MoveName.RESUBMIT}
_CHANGED = {MoveName.RESUBMIT, MoveName.START}


def _form_of(one, dialogue, data):
    if one.name in ENDS_IDEA:
        return EndForm(data, initial={"benefit": plan.row_of(dialogue, Plan, "plan").benefit})
    if one.needs == REASON:
        return WhyForm(data)
    if one.to == State.SUBMITTED and dialogue.type.is_decided_by_committee:
        return SubmitForm(data)
    return None


def _make(request, dialogue, one, values):
    """Make the move; the sentence that refuses it, if somebody came before."""
    take = end_idea if one.name in ENDS_IDEA else move
    try:
        take(dialogue, one.name, by=request.user, **values)
    except NotAllowed as refusal:
        return str(refusal)
    messages.success(request, done(one.name))
    return ""


def _hinders(dialogue, name):
    """What the plan lacks for the move, with where to mend it."""
    if name not in HINDERED_BY:
        return []
    found = plan.blockers(dialogue, HINDERED_BY[name])
    return [(one, one.url(dialogue)) for one in found]


def done(name):
    return {
        MoveName.BEGIN: _("The planning has begun. Fill in the plan."),
        MoveName.KNOWN: _("The idea is closed: the knowledge is there already."),
        MoveName.INFORM: _("There is to be no dialogue. Write down the information meeting here."),
        MoveName.SUBMIT: _("The plan is submitted."),
        MoveName.SETTLE: _("The plan is settled. The dialogue can be started."),
        MoveName.RESUBMIT: _("The changed plan is submitted."),
        MoveName.START: _("The dialogue is under way."),
        MoveName.CARRY_OUT: _("The dialogue has been carried out. Now the feedback remains."),
        MoveName.CLOSE: _("The loop is closed."),
        MoveName.CANCEL: _("The dialogue is cancelled."),
    }[name]


def consequences(dialogue, name):
    """What follows, for the list on the page."""
    decider = deciding_committee(dialogue) or (
        _("The deciding committee") if dialogue.type.is_decided_by_committee else _("The manager")
    )
    frozen = _("The plan is kept as it stands, so that later changes can be seen.")
    return {
        MoveName.BEGIN: [_("The plan opens to be written. Others see that you plan it.")],
        MoveName.KNOWN: [
            _("The idea is closed and stays in the register with your reason."),
            _("This cannot be undone. A new idea can always be begun."),
        ],
        MoveName.INFORM: [
            _("There is no dialogue: residents are told why at an information meeting."),
            _("You write down the meeting on the next page. It waits in your list until you have."),
            _("This cannot be undone. A new idea can always be begun."),
        ],
        MoveName.SUBMIT: [
            _("%(who)s decides on the plan.") % {"who": decider},
            _("The plan cannot be changed until then."),
            frozen,
        ],
        MoveName.SETTLE: [_("Nobody else decides on dialogues of this type."), frozen],
        MoveName.RESUBMIT: [
            _("%(who)s decides anew and sees what has changed.") % {"who": decider},
            _("The dialogue cannot be started until then."),
        ],
        MoveName.START: [*_not_yet(dialogue), _("Everybody sees the dialogue as under way.")],
        MoveName.CARRY_OUT: [_("Those who took part now await their answer.")],
        MoveName.CLOSE: [_("The dialogue is finished. Its follow-up remains.")],
        MoveName.CANCEL: [
            _("The dialogue is not held. It stays in the register with your reason."),
            _("This cannot be undone. A new idea can always be begun."),
        ],
    }[name]


def _not_yet(dialogue):
    """That a dialogue is started before the day that its plan names."""
    starts_on = dialogue.starts_on
    if starts_on is None or starts_on <= timezone.localdate():
        return []
    return [_("The plan says that it begins %(day)s.") % {"day": by_day(starts_on, starts_on)}]


def inquiry(request, reference):
    """The committee's two questions, answered by its secretary (R059–R062)."""
    dialogue = fetch_dialogue(request, reference, also=with_plan)
    if not committee_is_asked_first(dialogue):
        raise Http404
    check(may_record_for_committee, request.user, dialogue)
    form = InquiryForm(sent(request), dialogue=dialogue)
    form.cancel_url = dialogue.get_absolute_url()
    refused = why_not_move(request.user, dialogue, INQUIRY[0], whole=False)
    if request.method == "POST" and not refused and form.is_valid():
        try:
            made = answer_inquiry(
                by=request.user,
                dialogue=dialogue,
                values=form.values(),
                benefit=form.cleaned_data["benefit"],
            )
        except NotAllowed as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The answers are recorded."))
            if not made.is_yes:
                messages.info(request, _("Residents are told why at an information meeting."))
            return redirect(dialogue)
    if refused and is_recorded(form, Inquiry.objects.filter(dialogue=dialogue)):
        messages.info(request, _("That had been done already."))
        return redirect(dialogue)
    if refused:
        form.submit_text = ""
    context = {"dialogue": dialogue, "form": form, "refused": refused}
    context["committee"] = committee_of(dialogue)
    status = CONFLICT if refused and request.method == "POST" else 200
    return render(request, "dialogues/process_inquiry.html", context, status=status)


def information_meeting(request, reference):
    """The meeting held where there is no dialogue, with its two answers (R061)."""
    dialogue = fetch_dialogue(request, reference, may_tell_meeting, also=with_plan)
    saved = InformationMeeting.objects.filter(dialogue=dialogue).first()
    known = {} if saved else {"why_no_dialogue": dialogue.not_held_reason}
    earliest = declined_on(dialogue)
    form = MeetingForm(sent(request), instance=saved, initial=known, earliest=earliest)
    form.cancel_url = dialogue.get_absolute_url()
    if form.is_valid():
        version = form.cleaned_data["version"] if saved else None
        try:
            tell_meeting(by=request.user, dialogue=dialogue, version=version, values=form.values())
        except Outdated:
            form = _refused_as_stale(request, dialogue)
        # Where nothing differs, the same form saved it in the same instant.
        if not form.errors:
            messages.success(request, _("The information meeting is saved."))
            return redirect(dialogue)
    context = {"dialogue": dialogue, "title": _("Information meeting"), "form": form}
    return render(request, "dialogues/process_meeting.html", context)


def _refused_as_stale(request, dialogue):
    """What was typed beside what a colleague saved in the same moment."""
    fresh = InformationMeeting.objects.filter(dialogue=dialogue).first()
    form = MeetingForm(request.POST, instance=fresh, earliest=declined_on(dialogue))
    form.cancel_url = dialogue.get_absolute_url()
    form.is_valid()
    return form


def opinion(request, reference):
    """The strategist's opinion on a plan (R071)."""
    dialogue = fetch_dialogue(request, reference, also=with_plan)
    check(may_give_opinions, request.user)
    closed = why_not(may_give_opinion, request.user, dialogue)
    if closed and request.method != "POST":
        raise PermissionDenied(closed)
    form = OpinionForm(sent(request))
    form.cancel_url = dialogue.get_absolute_url()
    if not closed and form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            give_opinion(by=request.user, dialogue=dialogue, values=form.values(), form_token=token)
        except NotAllowed as refusal:
            closed = str(refusal)
        else:
            messages.success(request, _("The opinion is given."))
            return redirect(dialogue)
    if closed and is_recorded(form, dialogue.opinions.filter(by=request.user)):
        messages.info(request, _("That had been done already."))
        return redirect(dialogue)
    if closed:
        # Decided while the strategist wrote: what was typed stays to be copied.
        form.add_error(None, closed)
        form.submit_text = ""
    context = {"dialogue": dialogue, "title": _("The strategist's opinion"), "form": form}
    status = CONFLICT if closed else 200
    return render(request, "dialogues/process_opinion.html", context, status=status)
