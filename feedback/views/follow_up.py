"""A dialogue's follow-up: marked as sent, and the mark taken away (R138)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialogportal.exceptions import NotAllowed
from dialogportal.periods import by_day
from dialogues.fetch import fetch_dialogue
from dialogues.views.process import CONFLICT, sent
from feedback.actions.follow_up import mark_follow_up, unmark_follow_up
from feedback.forms.follow_up import FollowUpForm
from feedback.models import FollowUp
from feedback.permissions import may_mark_follow_up

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def follow_up(request, reference):
    dialogue = fetch_dialogue(request, reference, may_mark_follow_up)
    if request.method != "POST" and FollowUp.objects.filter(dialogue=dialogue).exists():
        return redirect(f"{dialogue.get_absolute_url()}#follow-up")
    form = FollowUpForm(sent(request), dialogue=dialogue, initial={"sent_on": timezone.localdate()})
    form.cancel_url = dialogue.get_absolute_url()
    if form.is_valid():
        try:
            mark_follow_up(by=request.user, dialogue=dialogue, sent_on=form.cleaned_data["sent_on"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The follow-up is marked as sent."))
            return redirect(dialogue)
    made = FollowUp.objects.filter(dialogue=dialogue).first()
    if made:
        # A colleague marked it meanwhile: the day typed stays to be read.
        form.submit_text = ""
    context = {
        "dialogue": dialogue,
        "title": _("The follow-up"),
        "form": form,
        "made": made,
    }
    status = CONFLICT if form.non_field_errors() else 200
    return render(request, "feedback/follow_up.html", context, status=status)


@require_http_methods(BOTH)
def follow_up_undo(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_mark_follow_up)
    made = FollowUp.objects.filter(dialogue=dialogue, pk=pk).first()
    if request.method == "POST" or made is None:
        if made and unmark_follow_up(by=request.user, dialogue=dialogue, pk=pk):
            messages.success(request, _("The follow-up is no longer marked as sent."))
        else:
            messages.info(request, _("That had been done already."))
        return redirect(dialogue)
    text = _("%(dialogue)s: sent %(day)s, marked by %(who)s.")
    day = by_day(made.sent_on, made.sent_on)
    context = {
        "title": _("Was the follow-up not sent?"),
        "text": text % {"dialogue": dialogue.title, "day": day, "who": made.by_label},
        "consequences": [
            _("The follow-up waits again on the committee's page."),
            _("That it was marked stays in the dialogue's history."),
        ],
        "submit_text": _("Take the mark away"),
        "cancel_url": dialogue.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)
