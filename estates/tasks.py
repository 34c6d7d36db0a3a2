"""What the scheduler calls."""

from celery import shared_task
from django.utils import timezone

from anchors.periods import ym_of
from estates.models import CommunitySpace
from metrics.measuring import request_measuring


@shared_task(name="estates.tasks.count_spaces", ignore_result=True)
def count_spaces() -> None:
    """Have the spaces open to the community counted in the month that has begun, though nobody changed any."""
    owners = CommunitySpace.objects.order_by().values_list("site__institution", flat=True).distinct()
    if owners:
        request_measuring(owners, [ym_of(timezone.localdate())], reason="a new month")
