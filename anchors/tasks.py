"""What the queue calls. Tasks carry a number; what is to be done lies in the `Job` row."""

from celery import shared_task
from django.core.cache import cache

from anchors import jobs, sample, uploads  # noqa: F401 - their handlers of jobs are declared on import
from anchors.uploads.files import remove_strays

A_DAY = 24 * 60 * 60


@shared_task(name="anchors.tasks.run", ignore_result=True)
def run(job_id: int) -> None:
    """Do one job."""
    jobs.run_job(job_id)


@shared_task(name="anchors.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Send again what is not finished; once a day also remove files that nothing refers to."""
    jobs.sweep()
    if cache.add("strays-removed", value=True, timeout=A_DAY):
        remove_strays()
