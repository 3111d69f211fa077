"""A plan as it stood when it was put before who decides, to read and to print (R065)."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialogues import plan
from dialogues.fetch import fetch_dialogue
from dialogues.models import PlanVersion
from dialogues.versions import changes_since_version, latest_version


def with_versions(dialogues):
    """Dialogues with their plan and its versions, each with what was decided about it."""
    versions = PlanVersion.objects.select_related("decision__committee")
    return plan.with_rows(dialogues).prefetch_related(Prefetch("plan_versions", versions))


@require_safe
def plan_version(request, reference, number):
    dialogue = fetch_dialogue(request, reference, also=with_versions)
    # Looked for among the few that are read: any number may stand in an address.
    version = next((one for one in dialogue.plan_versions.all() if one.number == number), None)
    if version is None:
        raise Http404
    rows = [{**one, "rows": one["rows"] + one["small_rows"]} for one in version.content]
    context = {
        "dialogue": dialogue,
        "version": version,
        "decision": getattr(version, "decision", None),
        "sections": [one for one in rows if one["rows"]],
        "newer": None if version == (last := latest_version(dialogue)) else last,
        "changes": changes_since_version(version, dialogue),
    }
    return render(request, "dialogues/plan_version.html", context)
