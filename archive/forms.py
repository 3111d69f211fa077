"""Forms of the archive."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from archive.choices import Choice
from archive.criteria import typed_words
from archive.models import Overlap
from dialogportal.forms import PortalForm, VersionedModelForm
from dialogues.enums import Conclusion, Judgement, Status
from dialogues.forms.personal_data import refuse_personal_data
from dialogues.forms.process import benefit_text, check_benefit, want_benefit
from dialogues.ideas import Concluded
from dialogues.models import Dialogue
from municipality.enums import Role
from municipality.models import DialogueType, Organisation, User

MOST_REMEMBERED = 50
OPEN_TO_COORDINATION = (Status.IDEA, Status.PLANNED, Status.ONGOING)
MOST_DIGITS = 18  # what PostgreSQL's bigint holds


class ConclusionForm(PortalForm):
    """What the official concludes of what is known (R049).

    The marks on the hits, and the choice of whom to coordinate with, stand in the page's lists
    and are sent with the form: ``marks`` and ``chosen_reference`` read them.
    """

    conclusion = forms.ChoiceField(
        label=_("What do you conclude?"),
        choices=Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _(
                "Choose one: the answer is already there, you coordinate with a dialogue that is"
                " under way, or a new dialogue is needed."
            )
        },
    )
    other_reference = forms.CharField(
        label=_("Coordinate with"),
        required=False,
        max_length=40,
        help_text=_("Choose in the list of what is under way, or write the other's reference."),
    )
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("The committee reads this first."),
        error_messages={
            "required": _("Write what you build the conclusion on. A sentence or two is enough.")
        },
    )
    benefit = benefit_text()
    title = forms.CharField(
        label=_("Working title"),
        max_length=200,
        error_messages={"required": _("Give the dialogue a title that others understand.")},
    )
    question = forms.CharField(
        label=_("Question to residents"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=_("What you searched for stands here. Write it as residents are to meet it."),
    )
    owner = forms.ChoiceField(label=_("Organisation"))
    type = forms.ChoiceField(label=_("Type"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    submit_text = _("Save the conclusion")
    form_tag = False

    def __init__(self, *args: Any, user: User, types: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = [row.organisation for row in user.current_memberships if row.role == Role.OFFICIAL]
        self.owners = {body.pk: body for body in (row.current() for row in own)}
        self._offer("owner", [(pk, row.name) for pk, row in self.owners.items()])
        self._offer("type", [(choice.id, choice.name) for choice in types])
        self.fields["token"].initial = uuid.uuid4
        want_benefit(self, if_no=True)

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        """Let one of the choices be chosen; the only one without asking."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]
            field.widget = forms.HiddenInput()

    @property
    def posted(self) -> QueryDict:
        return self.data if isinstance(self.data, QueryDict) else QueryDict()

    @property
    def chosen_reference(self) -> str:
        """The reference chosen in the list of what is under way."""
        return typed_words(self.posted.get("coordinate_with", ""))

    def clean_owner(self) -> Organisation:
        return self.owners[int(self.cleaned_data["owner"])]

    def clean_type(self) -> DialogueType:
        return DialogueType.objects.get(pk=int(self.cleaned_data["type"]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_personal_data(self)
        cleaned["coordinate_with"] = None
        if cleaned.get("conclusion") == Conclusion.COORDINATE:
            cleaned["coordinate_with"] = self._coordinated(cleaned.get("other_reference") or "")
        if cleaned.get("conclusion") == Conclusion.NO_DIALOGUE:
            check_benefit(self, cleaned.get("benefit", ""))
        return cleaned

    def _coordinated(self, typed: str) -> Dialogue | None:
        reference = (typed or self.chosen_reference).strip().upper()
        if not reference:
            self.add_error("other_reference", _("Say which dialogue to coordinate with."))
            return None
        visible = Dialogue.objects.visible_to(self.user)
        found: Dialogue | None = visible.filter(reference=reference).first()
        if found is None:
            self.add_error("other_reference", _("There is no dialogue with this reference."))
        elif found.status not in OPEN_TO_COORDINATION:
            sentence = _("“%(title)s” is neither going on nor planned. Choose another.")
            self.add_error("other_reference", sentence % {"title": found.title})
        return found

    def marks(self) -> tuple[list[str], dict[str, str], list[int]]:
        """(references in view, {reference: judgement}, ids of viewpoints picked) as posted."""
        references = [typed_words(text) for text in self.posted.getlist("hit")[:MOST_REMEMBERED]]
        judgements = {
            reference: value
            for reference in references
            if (value := self.posted.get(f"judge-{reference}", "")) in Judgement.values
        }
        picked = [
            int(pk)
            for pk in self.posted.getlist("reuse")[:MOST_REMEMBERED]
            if pk.isascii() and pk.isdigit() and len(pk) <= MOST_DIGITS
        ]
        return references, judgements, picked

    def concluded(self, **known: Any) -> Concluded:
        """The cleaned form together with what was ``known`` (question, area, hits …)."""
        names = ("title", "owner", "type", "reason", "coordinate_with", "benefit")
        values = {name: self.cleaned_data[name] for name in names}
        values["wording"] = self.cleaned_data["question"]
        return Concluded(conclusion=Conclusion(self.cleaned_data["conclusion"]), **values, **known)


class OverlapNoteForm(VersionedModelForm):
    """How two parties resolve a collision or use a coordination gain (R052)."""

    note = forms.CharField(
        label=_("How is it resolved?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_(
            "Who does what, and when: a shared meeting, other weeks, the same questions. Both"
            " parties read it, and it stands in the decision basis."
        ),
    )
    submit_text = _("Save for both parties")

    class Meta:
        model = Overlap
        fields = ["note"]

    def clean(self) -> dict[str, Any]:
        refuse_personal_data(self)
        return super().clean()
