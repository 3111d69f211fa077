"""Records that turned out to be no dialogue: withdrawn, shown to who may, restored (R021)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialogues.actions.register import restore_dialogue, withdraw_dialogue
from dialogues.fetch import fetch_dialogue, missing
from dialogues.forms.documents import WithdrawForm
from dialogues.history_text import entry_rows
from dialogues.models import Dialogue
from dialogues.permissions import may_withdraw

MOST_ENTRIES = 50


def withdraw(request, reference):
    withdrawn = _withdrawn(request, reference)
    if withdrawn:
        messages.info(request, _("The record had been marked as no dialogue already."))
        return redirect(withdrawn)
    dialogue = fetch_dialogue(request, reference, may_withdraw)
    form = WithdrawForm(request.POST or None)
    form.cancel_url = dialogue.get_absolute_url()
    if form.is_valid():
        withdraw_dialogue(by=request.user, dialogue=dialogue, reason=form.cleaned_data["reason"])
        messages.success(request, _("The record is no longer among the dialogues."))
        return redirect(dialogue)
    return render(request, "dialogues/withdraw.html", {"dialogue": dialogue, "form": form})


def _withdrawn(request, reference):
    """The withdrawn record, to those who may restore it; to others there is none."""
    rows = Dialogue.objects.withdrawn_for(request.user).light()
    related = rows.select_related("owner__successor", "type", "withdrawn_by")
    return related.filter(reference=reference).first()


def withdrawn_page(request, reference):
    """What a dialogue's address shows once it is withdrawn: why, its texts and its history."""
    dialogue = _withdrawn(request, reference)
    if dialogue is None:
        raise missing(request, reference)
    entries = entry_rows(dialogue.history.all()[:MOST_ENTRIES])
    context = {"dialogue": dialogue, "entries": entries}
    return render(request, "dialogues/withdrawn.html", context)


@require_POST
def restore(request, reference):
    # Somebody may have restored it already.
    dialogue = _withdrawn(request, reference) or fetch_dialogue(request, reference, may_withdraw)
    restore_dialogue(by=request.user, dialogue=dialogue)
    messages.success(request, _("The record is a dialogue again."))
    return redirect(dialogue)
