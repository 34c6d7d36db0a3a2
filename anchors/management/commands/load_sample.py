"""`manage.py load_sample`: add the fictional system to look around in, and print how to sign in."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchors.models import Upload
from anchors.sample import SampleError, load_sample, real_uploads, remove_sample, written_by_people
from anchors.sample.bodies import MAIL_DOMAIN, PEOPLE
from anchors.wording import listed


class Command(BaseCommand):
    """Add the sample system."""

    help = "Adds a fictional system with people, institutions and ledger extracts, and prints how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--again", action="store_true", help="Remove the sample that is there first.")
        parser.add_argument(
            "--with-real-uploads",
            action="store_true",
            help="Remove what people sent to it or wrote in it too.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Choose a password, load, and print one line a person."""
        password = secrets.token_urlsafe(12)
        if options["again"]:
            if not options["with_real_uploads"]:
                _refuse_to_lose_files(real_uploads())
                _refuse_to_lose_words(written_by_people())
            remove_sample()
        try:
            load_sample(password)
        except SampleError as error:
            raise CommandError(str(error)) from None
        for person in PEOPLE:
            self.stdout.write(f"sign in: {person.account}@{MAIL_DOMAIN} {password} ({person.name})")


def _refuse_to_lose_files(sent: Iterable[Upload]) -> None:
    names = ", ".join(f"{upload} ({upload.institution})" for upload in sent)
    if names:
        message = (
            f"People sent files of their own to the sample's institutions: {names}. "
            "Add --with-real-uploads if they may go with the sample."
        )
        raise CommandError(message)


def _refuse_to_lose_words(written: list[str]) -> None:
    if written:
        message = (
            f"People wrote in the sample: {listed(written)}. "
            "Add --with-real-uploads if that may go with the sample."
        )
        raise CommandError(message)
