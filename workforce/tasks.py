"""What the scheduler calls."""

from celery import shared_task
from django.utils import timezone

from workforce import retention


@shared_task(name="workforce.tasks.forget_events", ignore_result=True)
def forget_events() -> None:
    """Delete dated events that were kept long enough."""
    retention.forget_events(timezone.localdate())
