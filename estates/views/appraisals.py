"""An options appraisal: its task list with the options side by side, its tasks, who was asked, its options."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.charts import Column, Table
from anchors.downloads import csv_response
from estates.appraising import (
    CannotDo,
    answer,
    ask,
    begin_appraisal,
    drop_option,
    keep_option,
    mark,
    write,
)
from estates.charts.promises import promise_table
from estates.disposing import change_plot
from estates.exploring import COSTS, Progress, Task, task_states
from estates.forms.appraisals import AnswerForm, AskedForm, OptionForm, TaskForm
from estates.models import Appraisal, Asked, Option, Plot, Route
from estates.readings.options import MEASURES, Comparison, comparison, figures_of, in_order
from estates.readings.promises import promises
from estates.rights import may_decide, who_decides
from estates.views.asking import answers, person
from estates.views.editing import both
from estates.views.plot_asking import (
    editable_appraisal,
    editable_plot,
    may_change,
    visible_appraisal,
)
from estates.views.surplus import plot_facts
from metrics.views.once import made_once


@require_safe
@login_required
def appraisal(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """The tasks, the land, the options side by side, what came of earlier promises."""
    found = visible_appraisal(request, appraisal_id)
    may = may_change(request, found.plot)
    compared = comparison(list(found.options.all()))
    states = task_states(found)
    told = promises(_earlier(request, found))
    context = {
        "appraisal": found,
        "plot": found.plot,
        "states": states,
        "done": sum(state.progress is Progress.COMPLETED for state in states),
        "may_change": may,
        "may_decide": may and may_decide(found, person(request)),
        "who_decides": who_decides(found) if may else "",
        "is_open": found.state == Appraisal.State.OPEN,
        "facts": plot_facts(found.plot),
        "compared": compared,
        "options": option_table(compared) if compared.options else None,
        "promises": promise_table(told) if told else None,
        "log_entries": found.log.count(),
        "asked": asked_table(found, with_answers=False) if found.asked.exists() else None,
    }
    return render(request, "estates/appraisals/one.html", context)


@require_POST
@login_required
def appraisal_begin(request: HttpRequest, plot_id: int) -> HttpResponseBase:
    """The appraisal that the plot is in, or a new one."""
    plot = editable_plot(request, plot_id)
    try:
        found = begin_appraisal(plot, by=person(request))
    except CannotDo as rule:
        messages.error(request, str(rule))
        return redirect("plot", plot.pk)
    return redirect("appraisal", found.pk)


@both
@login_required
def appraisal_task(request: HttpRequest, appraisal_id: int, task: str) -> HttpResponseBase:
    """One task: what it asks for, what there is of it, and whether it is completed."""
    found = _open(request, appraisal_id)
    try:
        which = Task(task)
    except ValueError:
        raise Http404 from None
    if which is Task.SUBMIT:
        return redirect("appraisal_check", found.pk)
    form = TaskForm(answers(request), appraisal=found, task=which)
    if form.is_valid() and _kept(request, found, form):
        return redirect("appraisal", found.pk)
    context = {
        "appraisal": found,
        "form": form,
        "task": which,
        "title": which.label,
        "caption": f"Options appraisal, {found.plot}",
        "back": reverse("appraisal", args=[found.pk]),
        "facts": plot_facts(found.plot),
        "options": in_order(list(found.options.all())),
        "asked": _asked_of(found, which),
        "kind": Asked.Who.PUBLIC if which is Task.OFFER else "",
        "costs": _cost_table(found) if which is Task.COSTS and found.options.exists() else None,
        "routes": _routes(found),
    }  # fmt: skip
    return render(request, "estates/appraisals/task.html", context)


@both
@login_required
@made_once
def option_new(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """Another thing that could be done with the land."""
    found = _open(request, appraisal_id)
    form = OptionForm(answers(request), initial={"route": request.GET.get("route", "")})
    if form.is_valid() and _did(request, lambda: keep_option(found, form.answers, by=person(request))):
        messages.success(request, f"{form.cleaned_data['name']} is added.")
        return redirect("appraisal_task", found.pk, Task.OPTIONS)
    return _form(request, form, found, title="Add an option", act="Add this option", task=Task.OPTIONS)


@both
@login_required
def option_edit(request: HttpRequest, option_id: int) -> HttpResponseBase:
    """Figures and words of an option."""
    option = _row(Option.objects.editable_by(request.user), option_id)
    found = _open(request, option.appraisal_id)
    form = OptionForm(answers(request), option=option)
    if form.is_valid() and _did(
        request, lambda: keep_option(found, form.answers, by=person(request), option=option)
    ):
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect("appraisal", found.pk)
    return _form(
        request, form, found, title=f"Change {option.name}", act="Save this option", task=Task.OPTIONS
    )


@both
@login_required
def option_remove(request: HttpRequest, option_id: int) -> HttpResponseBase:
    """Takes an option out of the comparison; the log keeps that it was there."""
    option = _row(Option.objects.editable_by(request.user), option_id)
    found = _open(request, option.appraisal_id)
    if request.method == "POST" and _did(request, lambda: drop_option(option, by=person(request))):
        messages.success(request, f"{option.name} is taken out.")
        return redirect("appraisal_task", found.pk, Task.OPTIONS)
    return _form(
        request, None, found, title=f"Take out {option.name}?", act="Take it out", task=Task.OPTIONS,
        words="It leaves the comparison with its figures. The log keeps that it was there.",
    )  # fmt: skip


@both
@login_required
@made_once
def asked_new(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """Somebody was asked."""
    found = _open(request, appraisal_id)
    kind = request.GET.get("kind", "")
    form = AskedForm(answers(request), initial={"kind": kind, "asked_on": timezone.localdate()})
    if form.is_valid() and _did(request, lambda: ask(found, form.cleaned_data, by=person(request))):
        messages.success(request, f"It is noted that {form.cleaned_data['who']} was asked.")
        return redirect("appraisal_task", found.pk, _task_of(form.cleaned_data["kind"]))
    return _form(request, form, found, title="Note who was asked", act="Save", task=_task_of(kind))


@both
@login_required
def asked_answer(request: HttpRequest, asked_id: int) -> HttpResponseBase:
    """What somebody replied."""
    row = _row(Asked.objects.editable_by(request.user), asked_id)
    found = _open(request, row.appraisal_id)
    form = AnswerForm(answers(request), asked=row)
    if form.is_valid():
        given = form.cleaned_data
        act = lambda: answer(  # noqa: E731 - said once, where it is used
            row, kind=given["answer"], on=given["answered_on"], words=given["words"], by=person(request)
        )
        if _did(request, act):
            messages.success(request, f"The answer of {row.who} is saved.")
            return redirect("appraisal_task", found.pk, _task_of(row.kind))
    return _form(
        request, form, found, title=f"What {row.who} answered", act="Save the answer", task=_task_of(row.kind)
    )


@require_safe
@login_required
def options_download(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """The options side by side as CSV: bare figures, an empty cell where there is none yet."""
    found = visible_appraisal(request, appraisal_id)
    compared = comparison(list(found.options.all()))
    rows = [(measure.label, *(each.value for each in shown)) for measure, shown in compared.figures]
    return csv_response(
        "options", ("what is compared", *compared.titles), [*rows, *((label, *said) for label, said in compared.words)]
    )  # fmt: skip


def option_table(compared: Comparison) -> Table:
    """The comparison, the best of each row in bold."""
    rows = [
        (measure.label, *({"value": each.text, "strong": each.is_best} for each in shown))
        for measure, shown in compared.figures
    ]
    rows += [(label, *said) for label, said in compared.words]
    columns = (Column("What we compare"), *(Column(title) for title in compared.titles))
    many = wording.plural(len(compared.options), "option")
    caption = f"{many[:1].upper()}{many[1:]}, in the order in which recommendation 7 asks us to try them"
    return Table(caption, columns, tuple(rows))


def asked_table(found: Appraisal, task: Task | None = None, *, with_answers: bool) -> Table:
    """Who was asked when, and what came of it; with links to note an answer where there may be one."""
    rows = [
        (
            {"value": each.who, "note": Route(each.route).label if each.route else ""},
            each.get_kind_display(),
            each.asked_on,
            _answered(each, with_answers=with_answers),
        )
        for each in found.asked.all()
        if task is None or _task_of(each.kind) is task
    ]
    columns = (Column("Who was asked"), Column("Sort"), Column("Asked on", "date"), Column("Answer"))
    return Table("Who was asked, and what they answered", columns, tuple(rows))


def _answered(each: Asked, *, with_answers: bool) -> dict[str, Any]:
    when = f", {wording.day(each.answered_on)}" if each.answered_on else ""
    cell: dict[str, Any] = {"value": f"{each.get_answer_display()}{when}", "note": each.words}
    if with_answers:
        cell["href"] = reverse("asked_answer", args=[each.pk])
        cell["visually_hidden"] = f"from {each.who}: change"
    return cell


def _cost_table(found: Appraisal) -> Table:
    """What each option brings in, saves and emits; its name leads to the form."""
    measures = [measure for measure in MEASURES if measure.code in COSTS]
    rows = []
    for option in in_order(list(found.options.all())):
        figures = figures_of(option)
        said = [
            wording.NO_FIGURE if figures[each.code] is None else each.write(figures[each.code])
            for each in measures
        ]
        address = f"{reverse('option_edit', args=[option.pk])}#id_receipt"
        rows.append(({"value": option.name, "href": address}, *said))
    columns = (Column("Option"), *(Column(measure.label) for measure in measures))
    return Table("Costs and income of each option", columns, tuple(rows))


def _asked_of(found: Appraisal, task: Task) -> Table | None:
    if task not in (Task.OFFER, Task.ASK):
        return None
    table = asked_table(found, task, with_answers=True)
    return table if table.rows else None


def _routes(found: Appraisal) -> list[tuple[Route, bool]]:
    """The sorts of options in their order, and whether the appraisal has one."""
    there = {option.route for option in found.options.all()}
    return [(route, route in there) for route in Route]


def _earlier(request: HttpRequest, found: Appraisal) -> Any:
    """Land of the same owner on which homes were promised before."""
    owner = found.plot.site.institution_id
    return Plot.objects.visible_to(request.user).filter(site__institution=owner).exclude(pk=found.plot_id)


def _task_of(kind: str) -> Task:
    return Task.OFFER if kind == Asked.Who.PUBLIC else Task.ASK


def _open(request: HttpRequest, appraisal_id: int) -> Appraisal:
    """An appraisal that the person may change. What no longer changes still opens: saving says why it cannot."""
    return editable_appraisal(request, appraisal_id)


def _kept(request: HttpRequest, found: Appraisal, form: TaskForm) -> bool:
    fields, by = form.answers, person(request)

    def act() -> None:
        if "limits" in fields:
            write(found, {}, by=by, words="Wrote down what limits the land.")
            change_plot(found.plot, {"limits": fields["limits"]}, by=by, why="Options appraisal")
        elif fields:
            write(found, fields, by=by, words=f"Worked on: {form.task.label}.")
        given = form.cleaned_data
        mark(found, form.task, is_done=given["is_done"], by=by, why_empty=given.get("why_empty", ""))

    return _did(request, act)


def _did(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Whether the act was possible; if not, its sentence is shown."""
    try:
        act()
    except CannotDo as rule:
        messages.error(request, str(rule))
        return False
    return True


def _row(rows: Any, key: int) -> Any:
    row = rows.filter(pk=key).select_related("appraisal").first()
    if row is None:
        raise Http404
    return row


def _form(
    request: HttpRequest, form: object, found: Appraisal, *, title: str, act: str, task: Task, words: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "caption": f"Options appraisal, {found.plot}",
        "act": act,
        "words": words,
        "back": reverse("appraisal_task", args=[found.pk, task]),
    }
    return render(request, "estates/surplus/form.html", context)
