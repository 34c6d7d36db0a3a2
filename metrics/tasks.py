"""What the scheduler calls."""

from celery import shared_task
from django.utils import timezone

from metrics.digests import is_season, request_digests


@shared_task(name="metrics.tasks.digests", ignore_result=True)
def digests() -> None:
    """In the first weeks of a quarter, ask for the digest of everybody who has not had theirs."""
    today = timezone.localdate()
    if is_season(today):
        request_digests(today)
