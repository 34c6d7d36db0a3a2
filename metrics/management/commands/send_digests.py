"""`manage.py send_digests`: this quarter's digest to everybody who has not had theirs; `--dry-run` only shows it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from anchors.jobs import run_here
from metrics.digests import (
    digest_of,
    message_of,
    people_to_write_to,
    request_digests,
    since,
    summary_words,
)


class Command(BaseCommand):
    """Send, or show, the digests of this quarter. Nobody gets one twice."""

    help = "Sends this quarter's digest of what is late and what changed to its owners, each at most once a quarter."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--dry-run", action="store_true", help="Print the messages and send nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a person, or with --dry-run each message in full."""
        today = timezone.localdate()
        if not options["dry_run"]:
            with run_here():
                jobs = request_digests(today)
            self.stdout.write(f"Messages asked for: {len(jobs)}")
            return
        for person in people_to_write_to(today):
            digest = digest_of(person, since=since(person, today), today=today)
            if digest.is_empty:
                self.stdout.write(f"{person.email}: nothing to tell, so no message")
                continue
            message = message_of(digest)
            self.stdout.write(f"{summary_words(digest)}\nSubject: {message.subject}\n\n{message.body}\n")
