"""`measure [--institution CODE]…`: measure everything again in this process, without a queue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from anchors.models import AnchorInstitution
from metrics.measuring import measure

BY_HAND = "measuring again by hand"


class Command(BaseCommand):
    """Measures."""

    help = "Measures every indicator again from the data as it is, and says what came, changed and went."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom, and what to keep as the reason where a measurement changes."""
        parser.add_argument(
            "--institution",
            action="append",
            default=[],
            metavar="CODE",
            help="ODS code, GSS code or slug; several",
        )
        parser.add_argument("--reason", default=BY_HAND, help=f'why a measurement changed ("{BY_HAND}")')

    def handle(self, *_: Any, **options: Any) -> None:
        """Measure."""
        institutions = [_institution(code) for code in options["institution"]]
        ids = institutions or list(AnchorInstitution.objects.values_list("pk", flat=True))
        done = measure(ids, reason=options["reason"])
        self.stdout.write(f"{done.added} added, {done.restated} restated, {done.removed} removed.")


def _institution(code: str) -> int:
    named = Q(ods_code=code.upper()) | Q(gss_code=code.upper()) | Q(slug=code)
    found = AnchorInstitution.objects.filter(named).first()
    if found is None:
        raise CommandError(f'No institution has the code "{code}". Use its ODS code, GSS code or slug.')
    return found.pk
