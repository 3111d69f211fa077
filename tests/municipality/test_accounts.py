"""Demo accounts stay in the demo, and the administration is for administrators."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.cache.backends import locmem
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from municipality.backends import EmailBackend
from municipality.models import Area, DialogueKind, User
from municipality.tasks import mail_reset_link
from tests.factories import (
    AreaFactory,
    AreaParentFactory,
    DialogueKindFactory,
    DialogueTypeFactory,
    MembershipFactory,
    MethodFactory,
    OrganisationFactory,
    ProfileFactory,
    ThemeFactory,
    UserFactory,
    coordinator,
    official,
)

pytestmark = pytest.mark.django_db
PASSWORD = "stadens-dialog"


def mail_waiting_links():
    """What the worker does with the links asked for."""
    for job in ProcrastinateJob.objects.filter(task_name=mail_reset_link.name).order_by("pk"):
        mail_reset_link(**job.args)


def log_in(client, user):
    address = reverse("account_login")
    return client.post(address, {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize(
    ("is_demo_city", "is_demo_account", "gets_in"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_demo_accounts_log_in_only_in_the_demo(
    client, settings, is_demo_city, is_demo_account, gets_in
):
    settings.DEMO = is_demo_city
    response = log_in(client, UserFactory(is_demo=is_demo_account))
    assert (response.status_code == 302, "_auth_user_id" in client.session) == (gets_in, gets_in)


def test_an_open_session_of_a_demo_account_ends_outside_the_demo(settings):
    user = UserFactory(is_demo=True)
    assert EmailBackend().get_user(user.pk) == user
    settings.DEMO = False
    assert EmailBackend().get_user(user.pk) is None


def database_errors():
    return [error.id for error in run_checks(tags=["database"], databases=["default"])]


@pytest.mark.parametrize(
    ("is_demo_city", "is_demo_account", "errors"),
    [(True, True, []), (False, False, []), (False, True, ["municipality.E001"])],
)
def test_the_check_refuses_demo_accounts_outside_the_demo(
    settings, is_demo_city, is_demo_account, errors
):
    UserFactory(is_demo=is_demo_account)
    settings.DEMO = is_demo_city
    assert database_errors() == errors


def test_the_check_does_not_look_at_a_database_it_was_not_asked_about(settings):
    UserFactory(is_demo=True)
    settings.DEMO = False
    assert run_checks(tags=["database"], databases=[]) == []


def test_the_check_passes_a_database_without_tables(settings, monkeypatch):
    settings.DEMO = False
    monkeypatch.setattr(User._meta, "db_table", "not_made_yet")
    assert database_errors() == []


@pytest.fixture(params=["superuser", "staff"])
def administrator(client, request):
    user = UserFactory(is_staff=True, is_superuser=request.param == "superuser")
    client.force_login(user)
    return user


LISTS = [
    "area", "dialoguekind", "dialoguetype", "membership", "method", "organisation", "profile",
    "theme", "user",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_an_administrator_opens_every_list_and_row(client, administrator, name):
    rows = {
        "area": AreaFactory, "dialoguekind": DialogueKindFactory,
        "dialoguetype": DialogueTypeFactory, "membership": MembershipFactory,
        "method": MethodFactory, "organisation": OrganisationFactory, "profile": ProfileFactory,
        "theme": ThemeFactory, "user": UserFactory,
    }  # fmt: skip
    row = rows[name]()
    pages = [
        reverse(f"admin:municipality_{name}_changelist") + "?q=a",
        reverse(f"admin:municipality_{name}_change", args=[row.pk]),
    ]
    if name != "profile":
        pages.append(reverse(f"admin:municipality_{name}_add"))
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("name", LISTS)
def test_nobody_else_opens_the_administration(client, name):
    client.force_login(official())
    address = reverse(f"admin:municipality_{name}_changelist")
    assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("name", sorted({*LISTS} - {"dialoguekind", "loopstep", "method"}))
def test_of_the_administration_a_coordinator_opens_only_kinds_steps_and_methods(client, name):
    client.force_login(coordinator())
    assert client.get(reverse(f"admin:municipality_{name}_changelist")).status_code == 403
    index = client.get("/administration/")
    assert {
        model["object_name"] for app in index.context["app_list"] for model in app["models"]
    } == {"DialogueKind", "LoopStep", "Method"}


def test_a_coordinator_says_when_a_method_is_of_use(client):
    client.force_login(coordinator())
    method = MethodFactory(name_sv="Skuggning")
    change = reverse("admin:municipality_method_change", args=[method.pk])
    values = {"name_sv": "Skuggning", "slug": method.slug, "method_class": "other", "order": "9"}
    sent = {**values, "in_use": "on", "many_few": "5", "guidance_sv": "Följ en person."}
    assert client.post(change, sent).status_code == 302
    method.refresh_from_db()
    assert (method.many_few, method.shallow_deep, method.guidance) == (5, None, "Följ en person.")
    delete = reverse("admin:municipality_method_delete", args=[method.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_a_coordinator_adds_a_kind_that_is_offered_at_once_and_takes_it_out_of_use(client):
    client.force_login(coordinator())
    page = client.get(reverse("contact-list")).content.decode()
    assert reverse("admin:municipality_dialoguekind_changelist") in page
    values = {"name_sv": "Parkvandring", "slug": "parkvandring", "form": "activity", "order": "9"}
    add = reverse("admin:municipality_dialoguekind_add")
    assert client.post(add, {**values, "in_use": "on"}).status_code == 302
    kind = DialogueKind.objects.get(slug="parkvandring")
    change = reverse("admin:municipality_dialoguekind_change", args=[kind.pk])
    assert client.post(change, values).status_code == 302
    kind.refresh_from_db()
    assert (kind.form, kind.in_use) == ("activity", False)
    delete = reverse("admin:municipality_dialoguekind_delete", args=[kind.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_an_administrator_makes_an_account_in_one_spelling(client, administrator):
    password = "mycket-hemligt-ord"
    client.post(
        reverse("admin:municipality_user_add"),
        {
            "email": "Ny@Example.se",
            "display_name": "",
            "password1": password,
            "password2": password,
        },
    )
    user = User.objects.get(email="ny@example.se")
    assert (user.check_password(password), user.is_staff, user.is_demo) == (True, False, False)


def test_only_a_superuser_makes_administrators(client):
    client.force_login(UserFactory(is_staff=True))
    other = UserFactory()
    client.post(
        reverse("admin:municipality_user_change", args=[other.pk]),
        {
            "email": other.email, "display_name": "Samordnare", "is_active": "on",
            "is_staff": "on", "is_superuser": "on",
            "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    other.refresh_from_db()
    assert (other.display_name, other.is_staff, other.is_superuser) == ("Samordnare", False, False)


@pytest.mark.parametrize("action", ["change", "delete", "password_change"])
def test_nobody_takes_over_the_account_of_a_superuser(client, action):
    client.force_login(UserFactory(is_staff=True))
    account = UserFactory(is_staff=True, is_superuser=True)
    name = "auth_user" if action == "password_change" else "municipality_user"
    address = reverse(f"admin:{name}_{action}", args=[account.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_what_old_dialogues_refer_to_cannot_be_deleted(client, administrator):
    organisation = OrganisationFactory()
    address = reverse("admin:municipality_organisation_delete", args=[organisation.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_a_new_tie_between_areas_is_known_to_the_search_at_once(client, administrator):
    link = AreaParentFactory()
    area = AreaFactory()
    client.post(
        reverse("admin:municipality_area_change", args=[area.pk]),
        {
            "name": area.name, "slug": area.slug, "level": area.level, "division": "",
            "parent_links-TOTAL_FORMS": "1", "parent_links-INITIAL_FORMS": "0",
            "parent_links-0-parent": link.parent_id, "parent_links-0-child": area.pk,
            "figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    assert Area.objects.get(pk=link.parent_id).leaf_ids == [link.child_id, area.pk]


def test_only_the_address_given_by_the_administrator_logs_in_and_gets_a_link(client, mailoutbox):
    user = official()
    old = user.email
    EmailAddress.objects.create(user=user, email=old, primary=True, verified=True)
    user.email = "ny.adress@stad.example"
    user.save(update_fields=["email"])
    form = {"login": old, "password": PASSWORD}
    assert client.post("/konto/login/", form).status_code == 200
    client.post("/konto/password/reset/", {"email": old})
    mail_waiting_links()
    assert mailoutbox == []
    client.post("/konto/password/reset/", {"email": user.email})
    mail_waiting_links()
    assert [mail.to for mail in mailoutbox] == [[user.email]]


def test_nobody_changes_the_address_they_log_in_with(client):
    client.force_login(official())
    form = {"email": "chef@stad.example", "action_add": ""}
    assert client.post("/konto/email/", form).status_code == 404


def test_the_link_in_the_mail_leads_to_the_portal_whoever_asked_for_it(
    client, settings, mailoutbox
):
    settings.ALLOWED_HOSTS = [".example.se"]
    settings.PORTAL_URL = "https://dialog.example.se"
    user = official()
    asked_by = {"host": "borttagen-sida.example.se"}
    client.post("/konto/password/reset/", {"email": user.email}, headers=asked_by)
    mail_waiting_links()
    links = re.findall(r"https?://\S+", mailoutbox[0].body)
    assert [urlsplit(link).hostname for link in links] == ["dialog.example.se"]
    way = urlsplit(links[0]).path
    assert client.get(way, headers=asked_by, follow=True).status_code == 200
    assert "borttagen" not in mailoutbox[0].body


def test_the_page_does_for_an_unknown_address_what_it_does_for_a_known_one(client, mailoutbox):
    user = UserFactory()
    jobs, costs = [], []
    for email in (user.email, "ingen.alls@example.se"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/konto/password/reset/", {"email": email})
        assert (answer.status_code, answer.url) == (302, reverse("account_reset_password_done"))
        costs.append(len(queries))
        jobs.append(ProcrastinateJob.objects.latest("pk").args)
    # Nothing but who: neither the address nor the link lies in the queue.
    assert jobs == [{"user_id": user.pk, "language": "sv"}, {"user_id": None, "language": "sv"}]
    assert (mailoutbox, costs[0]) == ([], costs[1])
    mail_waiting_links()
    assert [mail.to for mail in mailoutbox] == [[user.email]]


def test_a_mail_server_that_is_down_is_tried_again(settings):
    user = UserFactory()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    # Nobody listens on this port.
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    with pytest.raises(ConnectionRefusedError) as refused:
        mail_reset_link(user.pk, "sv")
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name=mail_reset_link.name)
    assert mail_reset_link.get_retry_exception(refused.value, job) is not None


def test_tries_to_log_in_are_counted_for_all_web_processes_together(client):
    user = official()
    form = {"login": user.email, "password": "gissning"}
    for _try in range(5):
        assert client.post("/konto/login/", form).status_code == 200
        # The next try comes to a process that remembers nothing.
        for remembered in (*locmem._caches.values(), *locmem._expire_info.values()):
            remembered.clear()
    page = client.post("/konto/login/", {**form, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert "För många" in page.content.decode()


@pytest.mark.parametrize(
    ("address", "names"),
    [("/konto/login/", ["login", "password"]), ("/konto/password/reset/", ["email"])],
)
def test_a_field_left_empty_says_what_is_wanted(client, db, address, names):
    form = client.post(address, {}).context["form"]
    wanted = {name: [f"Fyll i ”{form.fields[name].label}”."] for name in names}
    assert form.errors == wanted


def test_an_empty_code_says_what_is_wanted(client):
    log_in(client, official())
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    form = client.post("/konto/2fa/totp/activate/", {}).context["form"]
    assert form.errors == {"code": [f"Fyll i ”{form.fields['code'].label}”."]}
