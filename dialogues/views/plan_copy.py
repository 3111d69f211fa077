"""Starting a plan from an earlier one or a good example (R147)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dialogportal.exceptions import NotAllowed
from dialogues.actions.plan_copy import copy_plan, plans_to_copy
from dialogues.fetch import fetch_dialogue
from dialogues.forms.plan_copy import CopyForm
from dialogues.models import Dialogue
from dialogues.permissions import may_edit_plan

MOST = 30


def plan_copy(request, reference):
    dialogue = fetch_dialogue(request, reference, may_edit_plan)
    offered = plans_to_copy(request.user, dialogue).select_related("owner")
    offered = offered.only(
        "reference", "title", "starts_on", "ends_on", "is_good_example", "owner__name"
    )
    form = CopyForm(request.POST or None, offered=list(offered[:MOST]))
    form.cancel_url = f"{dialogue.get_absolute_url()}plan/"
    if form.is_valid() and _copied(request, form, dialogue):
        return redirect("plan", reference)
    context = {"dialogue": dialogue, "form": form, "is_empty": not form.offered}
    return render(request, "dialogues/plan_copy.html", context, status=400 if form.errors else 200)


def _copied(request, form, dialogue):
    source = Dialogue.objects.get(reference=form.cleaned_data["source"])
    try:
        filled = copy_plan(by=request.user, dialogue=dialogue, source=source)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    if filled:
        text = _("Copied: %(sections)s. What you had written stays.")
        messages.success(request, text % {"sections": ", ".join(filled)})
    else:
        messages.info(request, _("Nothing was copied: the fields it could fill are written."))
    return True
