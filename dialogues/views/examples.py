"""Good examples: marked and unmarked by coordinators (R057)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialogues.actions.register import mark_good_example, unmark_good_example
from dialogues.fetch import fetch_dialogue
from dialogues.forms.documents import GoodExampleForm
from dialogues.permissions import may_mark_good_example


def good_example(request, reference):
    dialogue = fetch_dialogue(request, reference, may_mark_good_example)
    first = {"reason": dialogue.good_example_reason}
    form = GoodExampleForm(request.POST or None, initial=first, dialogue=dialogue)
    form.cancel_url = dialogue.get_absolute_url()
    if form.is_valid():
        mark_good_example(by=request.user, dialogue=dialogue, reason=form.cleaned_data["reason"])
        messages.success(request, _("The dialogue is now a good example."))
        return redirect(dialogue)
    return render(request, "dialogues/good_example.html", {"dialogue": dialogue, "form": form})


@require_POST
def good_example_remove(request, reference):
    dialogue = fetch_dialogue(request, reference, may_mark_good_example)
    unmark_good_example(by=request.user, dialogue=dialogue)
    messages.success(request, _("The dialogue is no longer a good example."))
    return redirect(dialogue)
