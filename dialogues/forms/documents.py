"""Documents and the mark of a good example."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.forms import PortalForm, VersionedModelForm
from dialogportal.uploads import check_upload
from dialogues.models import Dialogue, Document


class DocumentForm(VersionedModelForm):
    """A file or a link, and what it is. A document's file stays unless another takes its place."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, max_length=200)
    link = forms.CharField(
        label=gettext_lazy("Or a link"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Begins with https:// or http://"),
        widget=forms.URLInput,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)
    rows = ["file", "link", ("title", "form"), "holds_needs", "holds_proposals"]
    conditional = ("file", "link")  # one of them has to be there
    submit_text: Any = gettext_lazy("Add the document")

    class Meta:
        model = Document
        fields = ["title", "form", "holds_needs", "holds_proposals"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty, it becomes the file's name.")
        kinds = _("PDF, DOCX, XLSX, CSV, TXT, PNG or JPG. Choose it again if you get an error.")
        self.fields["file"].help_text = kinds
        if not self.instance.pk:
            self.initial["form_token"] = uuid.uuid4()
            return
        del self.fields["form_token"]
        self.submit_text = _("Save the document")
        self.initial["link"] = self.instance.link
        if self.instance.file:
            kept = _("%(name)s is kept unless you choose another file or give a link.")
            self.fields["file"].label = _("Another file")
            self.fields["file"].help_text = f"{kept % {'name': self.instance.file_name}} {kinds}"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            check_upload(file)
        return file

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"]).strip()
        if link:
            try:
                URLValidator(schemes=["http", "https"])(link)
            except ValidationError as error:
                raise ValidationError(
                    _(
                        "This is not a link. Copy the whole address, beginning with https:// or http://."
                    )
                ) from error
        return link

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        before: Document = self.instance
        if cleaned.get("file") and cleaned.get("link") and cleaned["link"] == before.link:
            cleaned["link"] = ""  # the link that stood there gives way to the file
        file, link = cleaned.get("file"), cleaned.get("link")
        is_kept = bool(before.file) and not file and not link
        wrong = self.errors.keys() & {"file", "link"}
        if not wrong and not is_kept and bool(file) == bool(link):
            self.add_error("file", _("Give either a file or a link."))
        if not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = (file.name if file else link or before.file_name)[:200]
        return super().clean()

    def saved_texts(self, saved: Any) -> dict[str, str]:
        """A file is compared by its name, and only where one was chosen."""
        return {"file": saved.file_name} if self.cleaned_data.get("file") else {"file": ""}

    def values(self) -> dict[str, Any]:
        """Cleaned columns by name, the file apart."""
        names = ("title", "form", "holds_needs", "holds_proposals", "link")
        return {name: self.cleaned_data[name] for name in names}


class GoodExampleForm(PortalForm):
    """Why others should look at this dialogue (R057).

    Whoever marks one whose participants still wait for an answer says that they know (R053).
    """

    reason = forms.CharField(
        label=gettext_lazy("Why is it a good example?"),
        help_text=gettext_lazy(
            "Two or three sentences. Everybody who opens the dialogue reads them."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what others can learn from it.")},
    )
    knows = forms.BooleanField(
        label=gettext_lazy("I know that, and mark it for something else that was done well."),
        error_messages={
            "required": gettext_lazy(
                "Tick that you know that those who took part have had no answer, or see to it that"
                " the answer is registered first."
            )
        },
    )
    submit_text = gettext_lazy("Mark as a good example")

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dialogue.awaits_feedback:
            del self.fields["knows"]


class WithdrawForm(PortalForm):
    """Why a record in the register is no dialogue (R021)."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it no dialogue?"),
        help_text=gettext_lazy("For example: it was a survey. Whoever restores it reads this."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say why it is no dialogue.")},
    )
    submit_text = gettext_lazy("Mark as no dialogue")
