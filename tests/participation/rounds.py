"""Walking the loop of a complex issue in tests."""

from django.urls import reverse

from tests.participation.sections import hidden


def loop_url(dialogue):
    return reverse("loop", args=[dialogue.reference])


def round_url(dialogue, number=1):
    return reverse("loop-round", args=[dialogue.reference, number])


def begin(client, dialogue, after):
    return client.post(reverse("loop-begin", args=[dialogue.reference]), {"after": after})


def kept(client, url):
    """The hidden fields of an open form."""
    return {name: hidden(client, url, name) for name in ("seen", "version")}


def write(client, dialogue, number=1, **fields):
    url = round_url(dialogue, number)
    return client.post(url, {**kept(client, url), **fields})
