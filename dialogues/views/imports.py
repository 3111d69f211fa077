"""Importing a file: uploaded, its columns understood, each row checked, stored (R042, R152)."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from dialogportal.exceptions import Refused
from dialogportal.refusals import FileRefused
from dialogportal.table_files import table_file
from dialogportal.tabular import check_size, open_table
from dialogues.actions import imports as actions
from dialogues.enums import ImportKind, ImportState
from dialogues.exporting import import_table
from dialogues.fetch import check
from dialogues.forms.imports import ColumnsForm, UploadForm
from dialogues.importing.jobs import is_stopped as nobody_works_on
from dialogues.importing.jobs import is_waiting as stands_in_the_queue
from dialogues.importing.preview import understood
from dialogues.importing.report import by_reason, refused_rows_csv, sentence, unmatched
from dialogues.importing.targets import target_of
from dialogues.models import FileImport
from dialogues.permissions import (
    may_register_dialogue,
    may_see_import,
    why_not,
)
from municipality.permissions import may_read

PER_PAGE = 30
REFUSALS_PER_PAGE = 50
SAMPLE_ROWS = 50
# A form around the file, and how much of too large a body is thrown away so that the browser,
# which reads the answer only when it has sent everything, gets to show it.
FORM_BYTES = 1024 * 1024
MOST_THROWN_AWAY = 1024 * 1024 * 1024
TAGS: dict[str, str] = {
    ImportState.UPLOADED: "idea",
    ImportState.CHECKING: "ongoing",
    ImportState.CHECKED: "planned",
    ImportState.RUNNING: "ongoing",
    ImportState.DONE: "done",
    ImportState.FAILED: "late",
}


@require_safe
def import_list(request):
    user = request.user
    page = Paginator(_listed(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, TAGS[row.state]) for row in page.object_list],
        "may_not_import": why_not(may_register_dialogue, user),
    }
    return render(request, "imports/list.html", context)


def _listed(user):
    rows = FileImport.objects.visible_to(user).select_related("organisation", "dialogue")
    return rows.defer("dialogue__search", "unmatched")


@require_safe
def import_list_export(request, extension):
    """Exactly the list on the screen, all its pages, as CSV or XLSX (R152)."""
    check(may_read, request.user)
    return table_file(import_table(_listed(request.user)), _("imports"), extension)


@csrf_exempt
def import_new(request):
    """Too large a body is refused before anything, the CSRF token too, is read from it."""
    check(may_register_dialogue, request.user)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.method == "POST" and length > settings.IMPORT_MAX_BYTES + FORM_BYTES:
        return _refuse_unread(request, length)
    return _import_new(request)


def _refuse_unread(request, length):
    thrown = 0
    while thrown < MOST_THROWN_AWAY and (piece := request.read(FORM_BYTES)):
        thrown += len(piece)
    form = UploadForm({}, user=request.user)
    form.full_clean()
    form.errors.clear()
    try:
        check_size(length, max_bytes=settings.IMPORT_MAX_BYTES)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
    return render(request, "imports/new.html", {"form": form, "steps": _steps(None)}, status=413)


@csrf_protect
def _import_new(request):
    reference = request.GET.get("dialogue", "")
    initial = {"dialogue": reference, "kind": ImportKind.VIEWPOINTS} if reference else {}
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, initial=initial
    )
    form.cancel_url = reverse("import-list")
    if form.is_valid():
        try:
            file_import = actions.upload(by=request.user, **form.values())
        except (FileRefused, Refused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import-columns", file_import.pk)
    return render(request, "imports/new.html", {"form": form, "steps": _steps(None)})


def _fetch(request, pk):
    related = ("organisation__successor", "dialogue", "by")
    rows = FileImport.objects.into_register().select_related(*related)
    file_import = get_object_or_404(rows.defer("dialogue__search"), pk=pk)
    check(may_see_import, request.user, file_import)
    return file_import


def import_columns(request, pk):
    file_import = _fetch(request, pk)
    if file_import.rows_stored or file_import.state not in actions.BEFORE_RUN:
        return redirect(file_import)
    target = target_of(file_import.kind)
    try:
        table = open_table(_path(file_import), max_bytes=settings.IMPORT_MAX_BYTES)
        rows = table.preview(SAMPLE_ROWS)
    except FileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(file_import)
    show = file_import.cells_for(request.user)
    form = ColumnsForm(
        request.POST or None,
        target=target,
        columns=table.columns,
        mapping=file_import.mapping,
        defaults=file_import.defaults,
        samples=[{column: show(text) for column, text in row.cells.items()} for row in rows],
    )
    if form.is_valid() and _columns_saved(request, form, file_import):
        return redirect("import-columns" if "preview" in request.POST else "import", pk)
    context = {
        "file_import": file_import,
        "form": form,
        "preview": None if form.is_bound else understood(file_import, target, rows, show=show),
        "steps": _steps(file_import, here="columns"),
    }
    return render(request, "imports/columns.html", context)


def _columns_saved(request, form, file_import):
    try:
        actions.set_columns(
            file_import=file_import,
            mapping=form.mapping(),
            defaults=form.defaults(),
            by=request.user,
        )
        if "preview" not in request.POST:
            actions.check(file_import=file_import, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_safe
def import_page(request, pk):
    """How far an import has come, what it found, and what can be done next."""
    file_import = _fetch(request, pk)
    page = Paginator(file_import.refusals.all(), REFUSALS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    is_working = file_import.is_working
    is_stopped = is_working and nobody_works_on(file_import.pk)
    may_remove = file_import.state in actions.BEFORE_RUN and not file_import.rows_stored
    context = {
        "file_import": file_import,
        "tag": TAGS[file_import.state],
        "is_stopped": is_stopped,
        "is_waiting": is_working and stands_in_the_queue(file_import.pk),
        "may_remove": may_remove,
        "may_set_columns": may_remove and bool(file_import.file),
        "is_masked": file_import.cells_for(request.user) is not str,
        "page": page,
        "refusals": [] if is_working else [(row, sentence(row)) for row in page.object_list],
        "reasons": [] if is_working else by_reason(file_import),
        "unmatched": [] if is_working else unmatched(file_import),
        "to_store": file_import.rows_read - file_import.rows_known - file_import.rows_refused,
        "steps": _steps(file_import),
    }
    return render(request, "imports/import.html", context)


@require_POST
def import_run(request, pk):
    return _act(request, pk, lambda row: actions.run(file_import=row, by=request.user))


@require_POST
def import_go_on(request, pk):
    return _act(request, pk, lambda row: actions.go_on(file_import=row, by=request.user))


def _act(request, pk, action):
    file_import = _fetch(request, pk)
    try:
        action(file_import)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(file_import)


def import_remove(request, pk):
    file_import = _fetch(request, pk)
    if request.method == "POST":
        try:
            actions.remove(file_import=file_import, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(file_import)
        messages.success(request, _("The file has been removed."))
        return redirect("import-list")
    context = {
        "title": _("Remove the file?"),
        "text": file_import.file_name,
        "consequences": [_("Nothing of it has been stored in the register.")],
        "submit_text": _("Remove the file"),
        "danger": True,
        "cancel_url": file_import.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_safe
def import_refusals(request, pk):
    """The refused rows as they stood in the file, with what is wrong with each."""
    file_import = _fetch(request, pk)
    _path(file_import)
    show = file_import.cells_for(request.user)
    lines = refused_rows_csv(file_import, language=get_language(), show=show)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = _("refused-rows")
    response["Content-Disposition"] = f'attachment; filename="{name}-{pk}.csv"'
    return response


def _path(file_import):
    """Where the file is; 404 when it has been erased."""
    if not file_import.file or not file_import.file.storage.exists(file_import.file.name):
        raise Http404(_("The file is no longer there."))
    return file_import.file.path


def _steps(file_import, here=""):
    """The four steps: file, columns, check, store."""
    state = file_import.state if file_import else ""
    checked = state in {ImportState.CHECKED, ImportState.RUNNING, ImportState.DONE}
    checking = state in {ImportState.CHECKING, ImportState.FAILED} or state == ImportState.CHECKED
    current = here or {"": "file", ImportState.UPLOADED: "columns"}.get(
        state, "check" if checking else "store"
    )
    open_columns = (
        file_import
        and file_import.file
        and state in actions.BEFORE_RUN
        and not file_import.rows_stored
    )
    url = {"columns": reverse("import-columns", args=[file_import.pk])} if open_columns else {}
    if file_import and here:
        url["check"] = file_import.get_absolute_url()
    done = {
        "file": bool(file_import),
        "columns": checked or state == ImportState.CHECKING,
        "check": checked,
        "store": state == ImportState.DONE,
    }
    labels = {
        "file": _("Upload the file"),
        "columns": _("Say what the columns hold"),
        "check": _("Check every row"),
        "store": _("Store the rows"),
    }
    return [
        {
            "label": label,
            "url": url.get(name, ""),
            "state": "ok" if done[name] else "started" if name == current else "missing",
            "current": name == current,
        }
        for name, label in labels.items()
    ]
