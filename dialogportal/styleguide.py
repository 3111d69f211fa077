"""The page that shows every component, with made-up content."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogportal.drawing import Bar, Point, Shape, small_map, timeline
from dialogportal.forms import Group, PortalForm


class SampleForm(PortalForm):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("As you would say it to a neighbour."),
        max_length=80,
    )
    starts_on = forms.DateField(label=gettext_lazy("From"))
    ends_on = forms.DateField(label=gettext_lazy("To"), required=False)
    participants = forms.IntegerField(label=gettext_lazy("Participants"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Type of dialogue"),
        widget=forms.RadioSelect,
        choices=[
            ("citizen", gettext_lazy("Citizen dialogue")),
            ("user", gettext_lazy("Service-user dialogue")),
        ],
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Who is it for?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("young", gettext_lazy("Young people 13–19")),
            ("old", gettext_lazy("People over 65")),
        ],
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Area"), choices=[("", "–"), ("tensta", "Tensta")], required=False
    )
    background = forms.CharField(
        label=gettext_lazy("Background"), widget=forms.Textarea, required=False
    )
    document = forms.FileField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("PDF, Word or a picture, at most 25 MB."),
        required=False,
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have read the definition and this is a dialogue by it.")
    )

    submit_text = gettext_lazy("Save")
    cancel_url = "#forms"
    rows = [
        Group(gettext_lazy("What and when"), ["title", ("starts_on", "ends_on", "participants")]),
        "kind",
        "groups",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choice_hints = {  # type: ignore[attr-defined]
            "citizen": _("Residents may influence a decision that is not yet made."),
            "user": _("Those who use a service talk about that service."),
        }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    pages = Paginator(range(400), 10)
    wrong = SampleForm({"starts_on": "31 February", "title": ""}, prefix="wrong")
    return render(
        request,
        "styleguide.html",
        {
            "kinds": "idea planned ongoing done late closed waits example collision gain".split(),
            "icons": (
                "search plus check close alert info stop clock download upload arrow back edit "
                "pin file link star"
            ).split(),
            "levels": enumerate(
                [
                    _("Information"),
                    _("Consultation"),
                    _("Dialogue"),
                    _("Influence"),
                    _("Co-decision"),
                ],
                start=1,
            ),
            "hits": [_hit_waiting(), _hit_closed()],
            "stops": _stops(),
            "page": pages.page(7),
            "sample_form": SampleForm(prefix="sample"),
            "wrong_form": wrong,
            "timeline": _timeline(),
            "map": _map(),
            **_ways(),
            **_work(),
            **_facts(),
        },
    )


def _hit_waiting() -> dict[str, Any]:
    return {
        "url": "#hits",
        "title": _("Safe way to school in Tensta"),
        "facts": [
            (_("Järva district administration"), False),
            (_("in Tensta"), True),
            (_("Sep–Nov 2024"), False),
            (_("142 participants"), False),
        ],
        "level": 2,
        "level_name": _("Consultation"),
        "tags": [("late", _("Those who took part have waited 12 months for an answer"))],
        "result": _("Three stretches were pointed out as dark. The tunnel is not mended yet."),
        "quotes": _quotes(),
        "more_url": "#hits",
        "more_text": _("All 61 viewpoints about this"),
        "judge": {
            "name": "judge-1",
            "legend": _("Is it enough?"),
            "about": _("Safe way to school in Tensta"),
            "choices": [("yes", _("Answers it")), ("partly", _("Partly")), ("no", _("No"))],
            "value": "yes",
        },
    }


def _quotes() -> list[dict[str, Any]]:
    return [
        {
            "segments": [
                (_("It is pitch dark on the "), False),
                (_("path"), True),
                (_(" between the school and the centre."), False),
            ],
            "source": _("viewpoint, Oct 2024"),
        },
        {
            "segments": [
                (_("At least three "), False),
                (_("lamps"), True),
                (_(" were broken all autumn."), False),
            ],
            "source": _("viewpoint, Nov 2024"),
        },
    ]


def _hit_closed() -> dict[str, Any]:
    return {
        "url": "#hits",
        "title": _("Safety walk Hjulsta–Tensta"),
        "facts": [
            (_("Järva district administration"), False),
            (_("borders on Tensta"), True),
            (_("Mar 2023"), False),
            (_("18 participants"), False),
        ],
        "level": 3,
        "level_name": _("Dialogue"),
        "tags": [("closed", ""), ("example", "")],
        "result": _("Bushes were cut the same spring."),
        "more_url": "#hits",
        "more_text": _("9 viewpoints"),
    }


def _stops() -> list[dict[str, str]]:
    return [
        {"state": "ok", "word": _("Decided"), "date": _("12 Sep 2024")},
        {"state": "ok", "word": _("Carried out"), "date": _("Sep–Nov 2024")},
        {"state": "ok", "word": _("Compiled"), "date": _("20 Jan 2025")},
        {
            "state": "late",
            "word": _("Answer to those who took part"),
            "date": _("promised by 1 Nov 2025"),
        },
        {"state": "todo", "word": _("Followed up after a year"), "date": _("Nov 2025")},
    ]


def _ways() -> dict[str, Any]:
    return {
        "areas": [
            {"group": _("District committee areas"), "code": "jarva", "name": "Järva"},
            {"group": _("Districts"), "code": "tensta", "name": "Tensta"},
            {"group": _("Districts"), "code": "hjulsta", "name": "Hjulsta"},
        ],
        "facets": [
            {"label": _("Safety"), "url": "#filters", "count": 1264, "active": True},
            {"label": _("Footpaths"), "url": "#filters", "count": 83, "active": False},
            {"label": _("Lighting"), "url": "#filters", "count": 7, "active": False},
        ],
        "chips": [
            {"label": _("Theme: safety"), "url": "#filters"},
            {"label": _("Area: Tensta"), "url": "#filters"},
        ],
        "tabs": [
            {"label": _("Overview"), "url": "#tabs", "current": True, "count": None},
            {"label": _("Viewpoints"), "url": "#tabs", "count": 1311},
            {"label": _("Documents"), "url": "#tabs", "count": 4},
            {"label": _("History"), "url": "#tabs", "count": None},
        ],
        "crumbs": [(_("Areas"), "#tabs"), ("Järva", "#tabs")],
    }


def _work() -> dict[str, Any]:
    return {
        "steps": [
            {"label": _("What we already know"), "url": "#steps", "state": "ok"},
            {"label": _("Target groups"), "url": "#steps", "state": "started", "current": True},
            {"label": _("Methods"), "url": "#steps", "state": "stop"},
            {"label": _("Feedback"), "state": "missing"},
        ],
        "todo": [
            {
                "due": _("12 days late"),
                "late": True,
                "title": _("Answer those who took part: Spånga sports ground"),
                "url": "#todo",
                "text": _("The committee promised an answer by 8 November. 214 people wait."),
                "kind": "late",
                "tag": _("Late"),
            },
            {
                "due": _("24 Nov"),
                "title": _("Coordinate: the traffic office plans a dialogue the same weeks"),
                "url": "#todo",
                "text": _("Same area and time, both turn to young people."),
                "kind": "waits",
                "tag": _("Collision"),
            },
        ],
    }


def _facts() -> dict[str, Any]:
    return {
        "pairs": [
            (_("When"), _("12–27 January 2027, six occasions")),
            (_("Owner"), _("Järva district administration"), "#cards"),
        ],
        "shares": [
            (_("Parents of schoolchildren"), 44, 22),
            (_("Young people 13–19"), 18, 12),
            (_("Women born abroad"), 9, 29),
        ],
        "conflicts": [
            {
                "label": _("Background"),
                "yours": _("The tunnel is to be rebuilt in the spring."),
                "saved": _("The tunnel is to be rebuilt in the autumn."),
            }
        ],
    }


def _timeline() -> dict[str, Any]:
    office = _("Traffic office")
    district = _("Järva district administration")
    bars = [
        Bar(_("Safer tunnels"), date(2026, 10, 5), date(2026, 12, 12), "ongoing", "#drawn", office),
        Bar(
            _("Participatory budget Rinkeby"),
            date(2027, 3, 3),
            date(2027, 4, 28),
            "planned",
            "#drawn",
            district,
        ),
        Bar(_("New library"), date(2026, 5, 1), date(2026, 8, 31), "done", "#drawn", district),
    ]
    return timeline(bars, first=date(2026, 5, 20), months=12, today=date(2026, 11, 20))


def _map() -> dict[str, Any] | None:
    def square(x: float, y: float) -> dict[str, Any]:
        corners = [[x, y], [x + 0.02, y + 0.002], [x + 0.018, y + 0.011], [x - 0.002, y + 0.01]]
        return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}

    shapes = [
        Shape("Hjulsta", square(17.87, 59.391)),
        Shape("Tensta", square(17.89, 59.393), here=True),
        Shape("Rinkeby", square(17.91, 59.389)),
    ]
    points = [
        Point(_("Safe way to school in Tensta"), 17.901, 59.398, late=True),
        Point(_("Safer tunnels"), 17.919, 59.394),
    ]
    return small_map(shapes, points)
