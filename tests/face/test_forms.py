"""Forms: each widget becomes its NHS component, and every error says what to do and where."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms as django_forms

from anchors import forms
from anchors.views.gallery import ExampleForm
from tests.face.reading import Reading, faults


class Asked(forms.Form):
    period = django_forms.ChoiceField(choices=[("", "Choose"), ("2026-09", "September 2026")])
    supplier = django_forms.CharField(help_text="As in <your> ledger")
    paid = forms.DateField(label="When was it paid?")


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("name", 'class="nhsuk-input"'),
        ("email", 'autocomplete="email"'),
        ("password", "nhsuk-password-input"),
        ("category", 'class="nhsuk-select"'),
        ("order", 'class="nhsuk-radios"'),
        ("kinds", 'class="nhsuk-checkboxes"'),
        ("agree", 'type="checkbox"'),
        ("paid", 'class="nhsuk-date-input"'),
        ("file", 'type="file"'),
        ("reason", "<textarea"),
        ("step", 'type="hidden"'),
    ],
)
def test_a_widget_is_drawn_as_its_component(name, mark):
    markup = ExampleForm()[name].as_field_group()
    assert mark in markup
    assert "required" not in markup
    assert not faults(markup)


def test_a_missing_answer_is_asked_for_by_name():
    assert [error["text"] for error in Asked({}).error_list()] == [
        "Select a period",
        "Enter supplier",
        "Enter the date",
    ]


class Late(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"] = django_forms.ChoiceField(choices=[("late", "Late")])
        self.fields["detail"] = django_forms.CharField(max_length=5, label="What is 100% done?")
        self.fields["title"] = django_forms.CharField(max_length=5, label="Title, 100%")
        self.fields["own"] = django_forms.CharField(
            max_length=5, error_messages={"max_length": "Five letters"}
        )


def test_an_answer_that_cannot_be_taken_says_what_to_do_and_not_what_django_says():
    form = Late({"status": "nope", "detail": "y" * 6, "title": "y" * 6, "own": "y" * 6})
    assert [error["text"] for error in form.error_list()] == [
        "Select a status",
        "Your answer must be 5 characters or fewer",
        "Title, 100% must be 5 characters or fewer",
        "Five letters",
    ]
    unseen = Late({"status": "late", "detail": "y\0", "title": "\0", "own": "y"})
    assert [error["text"] for error in unseen.error_list()] == [
        "Your answer has a character that cannot be shown. Type it again",
        "Title, 100% has a character that cannot be shown. Type it again",
    ]


@pytest.mark.parametrize("form", [Asked({}), ExampleForm({})], ids=["asked", "example"])
def test_the_summary_leads_to_the_field_and_says_the_same_words_there(form):
    drawn = "".join(field.as_field_group() for field in form)
    page = Reading(drawn)
    for error in form.error_list():
        assert error["href"].removeprefix("#") in page.ids
    for error in form.error_list()[:-1]:
        assert error["text"] in page.text


def test_an_answer_comes_back_as_it_was_typed_and_safe():
    form = Asked(
        {"supplier": '"><script>', "period": "2026-09", "paid_0": "31", "paid_1": "2", "paid_2": "2026"}
    )
    assert not form.is_valid()
    markup = form["supplier"].as_field_group() + form["paid"].as_field_group()
    assert "<script>" not in markup
    assert 'value="31"' in markup
    assert "The date must be a real date" in markup
    assert "&lt;your&gt;" in markup


def test_three_boxes_make_a_date():
    form = Asked({"supplier": "A", "period": "2026-09", "paid_0": "28", "paid_1": "2", "paid_2": "2026"})
    assert form.is_valid()
    assert form.cleaned_data["paid"] == date(2026, 2, 28)


def test_a_chosen_choice_is_chosen():
    markup = Asked({"period": "2026-09"})["period"].as_field_group()
    assert Reading(markup).all("option", value="2026-09")[0].keys() >= {"selected"}


def test_a_question_can_be_the_heading_of_the_page():
    markup = ExampleForm()["order"].as_field_group(heading="l")
    assert '<h1 class="nhsuk-fieldset__heading">' in markup


def test_a_label_can_be_hidden_but_is_there():
    markup = Asked()["supplier"].as_field_group(label_hidden=True)
    assert 'class="nhsuk-label nhsuk-u-visually-hidden"' in markup


class Amounts(forms.Form):
    """A sum, a count and a question."""

    value = django_forms.DecimalField(
        label="Market value, £ (optional)", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    homes = django_forms.IntegerField(label="Homes: market", min_value=0, max_value=5000)
    year = django_forms.IntegerField(label="In which year?", required=False)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("£1,250,000.50", "1250000.50"),
        ("12 000", "12000"),
        (" 1,234.56 ", "1234.56"),
        ("7", "7"),
        ("£ 5", "5"),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, read: str) -> None:
    form = Amounts({"value": written, "homes": "1,250"})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["value"], form.cleaned_data["homes"]) == (Decimal(read), 1250)


@pytest.mark.parametrize(
    ("given", "name", "words"),
    [
        ({"value": "lots", "homes": 1}, "value", "Market value must be a number, like 1,250.50"),
        ({"value": "1,25", "homes": 1}, "value", "Market value must be a number, like 1,250.50"),
        ({"value": "-5", "homes": 1}, "value", "Market value must be 0 or more"),
        ({"value": "1.234", "homes": 1}, "value", "Market value must have 2 decimal places or fewer"),
        ({"value": "99,999,999,999.00", "homes": 1}, "value", "Market value is too large a number. Check it"),
        ({"homes": "5,001"}, "homes", "Homes: market must be 5,000 or less"),
        ({"homes": "many"}, "homes", "Homes: market must be a whole number, like 1,250"),
        ({"homes": 1, "year": "soon"}, "year", "“In which year?” must be a whole number, like 1,250"),
    ],
)
def test_what_is_wrong_with_a_number_names_it_and_says_what_to_write(
    given: dict[str, str], name: str, words: str
) -> None:
    assert Amounts(given).errors[name] == [words]
