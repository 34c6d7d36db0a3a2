"""Pages that no lever owns: words, errors, health, and what stands round every page."""

import logging

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from anchors.models import Membership
from anchors.tries import TRIES
from anchors.views import frame as frames
from anchors.views import pages
from tests.cast import PASSWORD, assembled
from tests.face.reading import Reading, faults, macros

pytestmark = pytest.mark.django_db
WORDS = ("help", "accessibility", "privacy", "api_guide", "about", "sign_in")


@pytest.fixture
def cast():
    return assembled()


def page_for(user, name="about"):
    client = Client()
    if user:
        client.force_login(user)
    return client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", WORDS)
def test_anybody_can_read_the_pages_of_words(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert not faults(answer.content.decode())
    assert answer.content.count(b"<h1") == 1


def test_the_accessibility_statement_has_its_date_contact_and_enforcement(client, settings):
    settings.CONTACT_EMAIL = "help@anchors.example"
    words = Reading(client.get(reverse("accessibility")).content.decode()).text
    for part in (
        "prepared on",
        "help@anchors.example",
        "Equality and Human Rights Commission",
        "partially compliant",
    ):
        assert part in words


def test_what_is_not_there_gets_a_page_and_the_api_problem_details(client):
    assert "Page not found" in client.get("/no-such-page/").content.decode()
    answer = client.get("/api/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_that_only_takes_forms_shows_a_page_with_a_way_back(client, cast):
    client.force_login(cast.officer)
    answer = client.get(reverse("target_shift", args=["local-share-of-spend"]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not faults(answer.content.decode())
    assert b"cannot be opened by itself" in answer.content


def test_a_refused_page_looks_like_one_that_is_not_there(rf):
    request = rf.get("/somebody-elses/")
    assert pages.not_found(request, PermissionError()).content == pages.not_found(request).content


def test_a_form_out_of_date_says_that_nothing_was_changed(cast):
    answer = Client(enforce_csrf_checks=True).post(reverse("sign_in"), {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()


def failing(error):
    try:
        raise error
    except type(error):
        return pages.server_error(RequestFactory().get("/broken/"))


def test_a_failure_gives_a_reference_that_stands_in_the_log(caplog, django_assert_num_queries):
    with caplog.at_level(logging.ERROR), django_assert_num_queries(0):
        answer = failing(RuntimeError("broken"))
    page = Reading(answer.content.decode())
    assert answer.status_code == 500
    reference = caplog.records[-1].getMessage().split()[1].rstrip(":")
    assert reference in page.text
    assert not faults(answer.content.decode())


def test_a_database_that_does_not_answer_is_out_of_service_not_a_fault(caplog):
    assert failing(OperationalError("gone")).status_code == 503


def test_health_asks_nothing_and_readiness_asks_the_parts(client, monkeypatch, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("healthz")).content == b"ok"
    assert client.get(reverse("readyz")).json() == {"database": "ok", "cache": "ok"}
    monkeypatch.setattr(cache, "get", lambda _name: None)
    assert client.get(reverse("readyz")).status_code == 503


def test_the_header_says_who_works_as_whom_for_which_system(cast):
    page = Reading(page_for(cast.officer))
    assert "Northvale and Marsh Integrated Care System" in page.text
    assert "Amina Officer" in page.text
    assert "Northvale and Marsh ICB" in page.text
    assert "(change)" not in page.text
    assert page.all("form", action=reverse("sign_out"), method="post")


def test_the_institution_can_be_changed_by_those_who_have_two(cast):
    Membership.objects.create(user=cast.officer, institution=cast.council, role="reader")
    page = Reading(page_for(cast.officer))
    assert "Northvale and Marsh ICB (change)" in page.text
    assert page.all("a", href=reverse("working_as"))


def test_a_link_is_shown_only_once_its_page_exists(cast, monkeypatch):
    to_come = frames.Section("harbour", "Harbour", (frames.Page("ships", "Ships", "no_such_page"),))
    monkeypatch.setattr(frames, "SECTIONS", (*frames.SECTIONS, to_come))
    page = Reading(page_for(cast.officer))
    assert "Estates" in page.text
    assert "Harbour" not in page.text
    assert frames.address("no_such_page") == ""


def test_only_platform_staff_are_led_to_the_gallery(cast):
    assert "Component gallery" not in Reading(page_for(cast.officer, "api_guide")).text
    cast.officer.is_staff = True
    cast.officer.save()
    assert "Component gallery" in Reading(page_for(cast.officer, "api_guide")).text


@pytest.mark.parametrize(("who", "may"), [("officer", True), ("contributor", False)])
def test_sample_data_is_banded_and_removed_by_its_leads(cast, who, may):
    assert "Sample data" not in page_for(cast.officer)
    cast.system.is_sample = True
    cast.system.save()
    page = page_for(getattr(cast, who))
    assert "every figure are made up" in page
    assert ("Remove the sample data" in page) == may


def test_the_frame_costs_four_queries(cast, client, django_assert_max_num_queries):
    client.force_login(cast.officer)
    with django_assert_max_num_queries(4):
        client.get(reverse("about"))


def test_the_log_out_button_ends_the_session(cast, client):
    client.force_login(cast.officer)
    client.post(reverse("sign_out"))
    assert "_auth_user_id" not in client.session


def tries(client, emails, **address):
    """What the sign-in page answers to a wrong password for each of these accounts, one after another."""
    cache.clear()
    return [
        client.post(reverse("sign_in"), {"username": email, "password": "wrong"}, **address)
        for email in emails
    ]


@pytest.mark.parametrize("password", ["wrong", PASSWORD])
def test_after_ten_tries_a_minute_for_one_account_the_page_says_wait_even_to_the_right_password(
    cast, client, password
):
    email = cast.officer.email
    assert {answer.status_code for answer in tries(client, [email] * TRIES)} == {200}
    again = {"username": email.upper(), "password": password}
    answer = client.post(reverse("sign_in"), again, REMOTE_ADDR="192.0.2.7")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Wait a minute, then try again." in Reading(answer.content.decode()).text
    assert not faults(answer.content.decode())
    assert "_auth_user_id" not in client.session
    cache.clear()
    client.post(reverse("sign_in"), {"username": email, "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_the_sign_in_of_the_administration_counts_its_tries_with_the_others(cast, client):
    tries(client, [cast.officer.email] * TRIES)
    answer = client.post("/admin/login/", {"username": cast.officer.email, "password": PASSWORD})
    assert "Wait a minute, then try again." in answer.content.decode()
    cache.clear()


def test_one_address_cannot_try_many_accounts(cast, client):
    answers = tries(client, [f"{number}@example.org" for number in range(TRIES + 1)])
    assert [answer.status_code for answer in answers] == [200] * TRIES + [429]
    cache.clear()


def test_a_whole_office_signs_in_behind_one_address_and_its_failed_tries_alone_are_counted(cast):
    cache.clear()
    right = {"username": cast.officer.email, "password": PASSWORD}
    for _ in range(2 * TRIES):
        assert Client().post(reverse("sign_in"), right).status_code == 302
    tries(client := Client(), [f"{number}@example.org" for number in range(TRIES - 1)])
    assert client.post(reverse("sign_in"), right).status_code == 302
    wrong = {"username": "last@example.org", "password": "wrong"}
    answers = [Client().post(reverse("sign_in"), wrong) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    cache.clear()


def test_signing_in_with_a_wrong_password_says_so_beside_the_field(cast, client):
    answer = client.post(reverse("sign_in"), {"username": cast.officer.email, "password": "wrong"})
    page = Reading(answer.content.decode())
    assert page.text.startswith("Error: Sign in")
    assert page.all("a", href="#id_username")
    assert not faults(answer.content.decode())


def gallery(client, settings, query=""):
    settings.DEBUG = True
    return client.get(reverse("gallery") + query).content.decode()


def test_the_gallery_is_for_platform_staff(client, cast):
    client.force_login(cast.officer)
    assert client.get(reverse("gallery")).status_code == 404
    cast.officer.is_staff = True
    cast.officer.save()
    assert client.get(reverse("gallery")).status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?figure=bands&view=table", "?figure=bands&view=download", "?sort=total"]
)
def test_the_gallery_has_no_fault(client, settings, query):
    assert not faults(gallery(client, settings, query))


def test_every_component_is_shown_in_the_gallery():
    from django.template import engines

    environment = engines["jinja2"].env
    source = environment.loader.get_source(environment, "anchors/gallery.html")[0]
    assert [name for _, name in macros() if f"{name}(" not in source] == []


@pytest.mark.parametrize(
    ("view", "mark"),
    [
        ("chart", "anchors-chart--wide"),
        ("table", "Place known"),
        ("download", "CSV, 3 KB"),
        ("about", "Credits are"),
    ],
)
def test_each_view_of_a_figure_has_its_own_address(client, settings, view, mark):
    page = gallery(client, settings, f"?figure=bands&view={view}")
    frame = page[page.index('id="bands"') : page.index("</figure>", page.index('id="bands"'))]
    assert mark in frame
    assert f'href="?figure=bands&amp;view={view}#bands" aria-current="true"' in frame


def test_an_unknown_view_shows_the_chart(client, settings):
    charts = gallery(client, settings).count("anchors-chart--wide")
    assert gallery(client, settings, "?figure=bands&view=pie").count("anchors-chart--wide") == charts > 0


def test_readiness_names_what_is_down(client, monkeypatch):
    def refuse():
        raise OperationalError("no")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get(reverse("readyz")).json()["database"] == "down"


def test_styles_may_be_written_only_where_a_page_offers_plots(client, settings):
    settings.DEBUG = True
    loosened = "style-src 'self' 'unsafe-inline'"
    assert loosened in client.get(reverse("gallery")).headers["Content-Security-Policy"]
    assert loosened not in client.get(reverse("about")).headers["Content-Security-Policy"]
