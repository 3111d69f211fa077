"""The basis for the decision: to read, to print, and as a Word file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogues import plan
from dialogues.decision_basis import LANGUAGE, decision_basis
from dialogues.decision_basis_docx import docx_of
from dialogues.fetch import fetch_dialogue
from dialogues.versions import with_changes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def basis_page(request, reference):
    dialogue = _planned(request, reference)
    context = {"dialogue": dialogue, "basis": decision_basis(dialogue)}
    return render(request, "dialogues/decision_basis.html", context)


@require_safe
def basis_docx(request, reference):
    dialogue = _planned(request, reference)
    basis = decision_basis(dialogue)
    with translation.override(LANGUAGE):
        heads = (_("What"), _("The plan says"))
    content = docx_of(basis, author=str(dialogue.owner.current()), table_heads=heads)
    name = f"beslutsunderlag-{dialogue.reference}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=DOCX, headers=headers)


def _with_changes(dialogues):
    return with_changes(plan.with_rows(dialogues))


def _planned(request, reference):
    """What was registered afterwards was never decided on here."""
    dialogue = fetch_dialogue(request, reference, also=_with_changes)
    if dialogue.is_registered_afterwards:
        raise Http404
    return dialogue
