"""Who changed what and when."""

from django.core.paginator import Paginator
from django.shortcuts import render

from dialogues.fetch import fetch_dialogue
from dialogues.history_text import entry_rows

PER_PAGE = 25


def dialogue_history(request, reference):
    dialogue = fetch_dialogue(request, reference)
    page = Paginator(dialogue.history.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"dialogue": dialogue, "page": page, "entries": entry_rows(page.object_list)}
    return render(request, "dialogues/history.html", context)
