"""Forms for viewpoints. None of them asks who said it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dialogportal.forms import VersionedModelForm
from dialogportal.plain_text import plain_text
from dialogues.forms.widgets import several_numbers
from dialogues.models import Dialogue
from feedback.enums import PlaceMark, SpokenLanguage, ViewpointKind
from feedback.listing import whole
from feedback.models import Viewpoint
from feedback.themes import ThemeSuggester
from municipality.models import Area, Theme

LONGEST_TEXT = 10_000


class SaidField(forms.CharField):
    """What was said: without hidden characters and markup, however it was pasted."""

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # A maxlength would let the browser cut a pasted text without saying so.
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


def degrees(limit: int, label: Any, hint: Any) -> forms.FloatField:
    """A latitude or a longitude in WGS84 degrees."""
    return forms.FloatField(
        label=label, help_text=hint, required=False, min_value=-limit, max_value=limit
    )


def areas_for(dialogue: Dialogue, *also: int | None) -> QuerySet[Area]:
    """What a viewpoint of this dialogue may be about: its own areas, those within and around."""
    own = list(dialogue.areas.all())
    leaves = sorted({leaf for area in own for leaf in area.leaf_ids})
    in_force = Area.objects.in_force()
    if leaves and not dialogue.is_city_wide:
        in_force = in_force.filter(leaf_ids__overlap=leaves)
    ids = [area.pk for area in own] + [pk for pk in also if pk]
    chosen: QuerySet[Area] = Area.objects.filter(Q(pk__in=in_force.values("pk")) | Q(pk__in=ids))
    return chosen.in_swedish_order()  # type: ignore[attr-defined]


class ViewpointForm(VersionedModelForm):
    """Everything that is known of a viewpoint, to change it."""

    text = SaidField(
        label=_("What was said"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "Write what was said, not who said it."
            " No names, addresses, phone numbers or e-mail addresses."
        ),
        error_messages={"required": _("Write what was said before you save.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[*ViewpointKind.choices, ("", _("Not sorted"))],
        widget=forms.RadioSelect,
    )
    theme_ids = several_numbers([], _("Themes"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    latitude = degrees(90, _("Latitude"), _("In degrees, such as 59.3293."))
    longitude = degrees(180, _("Longitude"), _("In degrees, such as 18.0686."))
    place_mark = forms.ChoiceField(
        label=_("The place is"), required=False, choices=[("", _("Not marked")), *PlaceMark.choices]
    )

    class Meta:
        model = Viewpoint
        fields = [
            "text", "kind", "theme_ids", "area", "occasion", "said_on", "language", "in_scope",
            "latitude", "longitude", "place_mark",
        ]  # fmt: skip
        labels = {"in_scope": _("Within what the dialogue is about")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        viewpoint: Viewpoint = self.instance
        themes = Theme.objects.filter(Q(in_use=True) | Q(pk__in=viewpoint.theme_ids))
        self.themes = list(themes)
        self.fields["theme_ids"].choices = [(theme.pk, str(theme)) for theme in self.themes]  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas_for(viewpoint.dialogue, viewpoint.area_id)  # type: ignore[attr-defined]
        self.fields["area"].empty_label = _("Not stated")  # type: ignore[attr-defined]
        occasions = [(row.pk, row.dated) for row in viewpoint.dialogue.occasions.all()]
        self.fields["occasion"].queryset = viewpoint.dialogue.occasions.all()  # type: ignore[attr-defined]
        self.fields["occasion"].choices = [("", _("Not stated")), *occasions]  # type: ignore[attr-defined]
        if not occasions:
            del self.fields["occasion"]
        languages: dict[str, Any] = dict(SpokenLanguage.choices)
        languages.setdefault(viewpoint.language, viewpoint.language or _("Not stated"))
        self.fields["language"].choices = list(languages.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        sides = [name for name in ("latitude", "longitude") if cleaned.get(name) is not None]
        if len(sides) == 1 and not {"latitude", "longitude"} & self.errors.keys():
            missing = "longitude" if sides == ["latitude"] else "latitude"
            self.add_error(missing, _("Give both latitude and longitude, or neither."))
        if not sides and cleaned.get("place_mark") and not self.errors:
            self.add_error("place_mark", _("Give the place's coordinates too."))
        occasion = cleaned.get("occasion")
        if occasion and not cleaned.get("said_on") and "said_on" not in self.errors:
            cleaned["said_on"] = occasion.starts_on
        return cleaned


class RegisterForm(ViewpointForm):
    """A new viewpoint, one after another at the keyboard."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, suggest_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        self.fields["text"].widget.attrs |= {
            "autofocus": True,
            # By POST: what people said is not to stand in the server's log of addresses.
            "hx-post": suggest_url,
            "hx-trigger": "input changed delay:500ms",
            "hx-target": "#themes",
            "hx-swap": "outerHTML",
            "hx-sync": "this:replace",
        }
        self.suggester = ThemeSuggester(self.themes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("theme_ids") and "theme_ids" not in self.errors:
            cleaned["theme_ids"] = self.new_suggestions(cleaned.get("text", ""))
        return cleaned

    def seen_suggestions(self) -> list[int]:
        """Ids of the themes that this form has suggested already."""
        sent = self.data.getlist("suggested") if isinstance(self.data, QueryDict) else []
        return [pk for pk in map(whole, sent) if pk is not None]

    def new_suggestions(self, text: str) -> list[int]:
        """Ids of the themes the text suggests, but those the reader has had before and unticked."""
        seen = self.seen_suggestions()
        return [theme_id for theme_id in self.suggester.of_text(text) if theme_id not in seen]

    def theme_choices(self, text: str) -> dict[str, Any]:
        """What _themes.html draws: ticked and suggested ones first, then the rest."""
        ticked = {whole(str(pk)) for pk in self["theme_ids"].value() or []}
        new = self.new_suggestions(text)
        seen = self.seen_suggestions()
        chosen = ticked | set(new)
        near = chosen | set(seen)
        return {
            "near": [(theme, theme.pk in chosen) for theme in self.themes if theme.pk in near],
            "far": [theme for theme in self.themes if theme.pk not in near],
            "suggested": [*dict.fromkeys([*seen, *new])],
            "has_suggestions": bool(new or seen),
        }
