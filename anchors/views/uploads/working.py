"""The page of an upload that work is going on for: what is done, what is left, and what to do when it is stuck."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from anchors import wording
from anchors.jobs import Progress, progress_of
from anchors.models import Job, Upload
from anchors.uploads import State, failed_job, retry_upload, working_job
from anchors.views.uploads.access import may_edit, person, standing, upload_page
from anchors.views.uploads.words import duration, lines_of

LONGEST_WAIT = timedelta(minutes=2)
NO_MOVEMENT = timedelta(minutes=1)
EARLIER_JOBS = 10


@dataclass(frozen=True)
class Work:
    """What the page says of the work: its label, how far it is, the same in words, and whether it is stuck."""

    label: str
    text: str
    progress: Progress | None
    is_stuck: bool
    reference: str


@never_cache
@upload_page(State.RECEIVED, State.CONFIRMED, State.LOADED)
def working(request: HttpRequest, upload: Upload) -> HttpResponse:
    """The state of the work; moves on by itself once the work is done."""
    job, failed = working_job(upload), failed_job(upload)
    if job is None and (failed is None or upload.state == State.LOADED):
        return redirect(standing(upload, may_edit=may_edit(request, upload)))
    context = {
        "upload": upload,
        "work": work_of(upload, job) if job else None,
        "failed": failed if job is None else None,
        "label": _label(upload),
        "may_edit": may_edit(request, upload),
    }
    return render(request, "anchors/uploads/working.html", context)


@upload_page(State.RECEIVED, State.CONFIRMED, editing=True)
def retry(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Ask again for work that failed."""
    if request.method == "POST":
        retry_upload(upload, by=person(request))
    return redirect("upload", upload.pk)


def work_of(upload: Upload, job: Job) -> Work:
    """How the unfinished job is doing, in figures and words."""
    found = progress_of(job) if job.state == Job.State.RUNNING else None
    left = found.seconds_left(job.started_at) if found and job.started_at else None
    return Work(
        label=_label(upload),
        text=_text(upload, job, found, left),
        progress=found,
        is_stuck=_is_stuck(job, found, left),
        reference=f"job {job.pk}",
    )


def _label(upload: Upload) -> str:
    if upload.state == State.RECEIVED:
        return "Checking your file"
    if upload.state == State.CONFIRMED:
        repeats = 0 if upload.keep_repeats else (upload.repeats or {}).get("lines", 0)
        return f"Adding {lines_of(upload, upload.found['accepted']['lines'] - repeats)}"
    return f"Taking out {lines_of(upload, upload.lines_loaded or 0)}"


def _text(upload: Upload, job: Job, found: Progress | None, left: float | None) -> str:
    if job.state == Job.State.WAITING:
        before = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING), pk__lt=job.pk).count()
        return (
            f"Waiting to start. {wording.plural(before, 'other file')} first."
            if before
            else "Waiting to start."
        )
    if found:
        rest = f", {duration(left)} left" if left else ""
        return f"{wording.percent(wording.rounded(int(found.share * 1000)) / 1000)} of the file read{rest}."
    usual = usual_seconds(upload, job.kind)
    return f"This usually takes {duration(usual)} for a file like this." if usual else "Started."


def usual_seconds(upload: Upload, kind: str) -> float | None:
    """How long adding or taking out takes, measured on the last ones; None before there were any."""
    if kind == "check":
        return None
    done = Job.objects.filter(kind=kind, state=Job.State.DONE, upload__lines_loaded__gt=0).order_by("-pk")
    earlier = done.values_list("started_at", "finished_at", "upload__lines_loaded")[:EARLIER_JOBS]
    spent = sum((end - begin).total_seconds() for begin, end, _ in earlier if begin and end)
    lines = sum(loaded or 0 for _, _, loaded in earlier)
    return spent / lines * upload.found["accepted"]["lines"] if lines else None


def _is_stuck(job: Job, found: Progress | None, left: float | None) -> bool:
    now = timezone.now()
    if job.state == Job.State.WAITING or job.started_at is None:
        return now - job.created_at > LONGEST_WAIT
    patience = max(NO_MOVEMENT, timedelta(seconds=2 * (left or 0)))
    return now - (found.at if found else job.started_at) > patience
