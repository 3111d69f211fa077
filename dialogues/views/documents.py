"""A dialogue's documents: seen, added, fetched and removed."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialogportal.exceptions import Outdated, Refused
from dialogues.actions.documents import add_document, change_document, remove_document
from dialogues.fetch import fetch_dialogue
from dialogues.forms.documents import DocumentForm
from dialogues.models import Document
from dialogues.permissions import may_edit_dialogue, why_not

# What the browser is told; it is told to save the file whatever it is.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def document_list(request, reference):
    dialogue = fetch_dialogue(request, reference)
    may_not_edit = why_not(may_edit_dialogue, request.user, dialogue)
    context = {
        "dialogue": dialogue,
        "documents": dialogue.documents.defer("text"),
        "may_not_edit": may_not_edit,
        "may_edit": not may_not_edit,
    }
    return render(request, "dialogues/document_list.html", context)


def document_add(request, reference):
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _added(request, form, dialogue):
        return redirect("document-list", reference)
    return _form_page(request, dialogue, form, _("Add a document"))


def _form_page(request, dialogue, form, title):
    form.cancel_url = reverse("document-list", args=[dialogue.reference])
    context = {"dialogue": dialogue, "form": form, "title": title}
    return render(request, "dialogues/document_form.html", context)


def _added(request, form, dialogue):
    try:
        add_document(
            by=request.user,
            dialogue=dialogue,
            values=form.values(),
            file=form.cleaned_data["file"],
            form_token=form.cleaned_data["form_token"],
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    messages.success(request, _("The document has been added."))
    return True


def document_edit(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    document = get_object_or_404(Document.objects.defer("text"), pk=pk, dialogue=dialogue)
    form = DocumentForm(request.POST or None, request.FILES or None, instance=document)
    if form.is_valid() and _changed(request, form, document):
        messages.success(request, _("Saved."))
        return redirect("document-list", reference)
    return _form_page(request, dialogue, form, _("Change the document"))


def _changed(request, form, document):
    """Whether the form was saved, or had been saved by its own twin."""
    try:
        change_document(
            by=request.user,
            document=document,
            version=form.cleaned_data["version"],
            values=form.values(),
            file=form.cleaned_data["file"],
        )
    except Outdated:
        form.refuse_as_stale(Document.objects.filter(pk=document.pk).first())
        return not form.errors
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    return True


@require_safe
def document_file(request, reference, pk):
    """The file itself, always to be saved, never shown as a page of the portal."""
    dialogue = fetch_dialogue(request, reference)
    document = get_object_or_404(Document.objects.defer("text"), pk=pk, dialogue=dialogue)
    if not document.file.name or not default_storage.exists(document.file.name):
        raise Http404(_("The file is no longer there."))
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.file_name,
        content_type=CONTENT_TYPES.get(document.file_kind, "application/octet-stream"),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def document_remove(request, reference, pk):
    dialogue = fetch_dialogue(request, reference, may_edit_dialogue)
    documents = Document.objects.select_related("dialogue").defer("text")
    document = get_object_or_404(documents, pk=pk, dialogue=dialogue)
    if request.method == "POST":
        remove_document(by=request.user, document=document)
        messages.success(request, _("The document has been removed."))
        return redirect("document-list", reference)
    context = {
        "title": _("Remove the document?"),
        "text": document.title,
        "consequences": [_("The file is erased and is no longer found by the search.")],
        "submit_text": _("Remove the document"),
        "danger": True,
        "cancel_url": reverse("document-list", args=[reference]),
    }
    return render(request, "components/confirm_page.html", context)
