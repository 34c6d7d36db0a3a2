"""What the scheduler calls."""

from celery import shared_task
from django.utils import timezone

from anchors.periods import ym_of
from estates.models import CommunitySpace, HomesStatement
from metrics.measuring import request_measuring


@shared_task(name="estates.tasks.count_stocks", ignore_result=True)
def count_stocks() -> None:
    """Have spaces and homes counted in the month that has begun, though nobody changed any."""
    of_spaces = CommunitySpace.objects.order_by().values_list("site__institution", flat=True)
    of_homes = HomesStatement.objects.order_by().values_list("plot__site__institution", flat=True)
    if owners := {*of_spaces, *of_homes}:
        request_measuring(owners, [ym_of(timezone.localdate())], reason="a new month")
