"""`manage.py load_sample`: add the fictional system to look around in, and print how to sign in."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchors.sample import SampleError, load_sample, remove_sample
from anchors.sample.bodies import MAIL_DOMAIN, PEOPLE


class Command(BaseCommand):
    """Add the sample system."""

    help = "Adds a fictional system with people, institutions and ledger extracts, and prints how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--again", action="store_true", help="Remove the sample that is there first.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Choose a password, load, and print one line a person."""
        password = secrets.token_urlsafe(12)
        if options["again"]:
            remove_sample()
        try:
            load_sample(password)
        except SampleError as error:
            raise CommandError(str(error)) from None
        for person in PEOPLE:
            self.stdout.write(f"sign in: {person.account}@{MAIL_DOMAIN} {password} ({person.name})")
