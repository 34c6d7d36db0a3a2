"""`list_indicators [--json]`: every indicator that a lever measures, with its full definition. Needs no database."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from metrics.registry import indicators


class Command(BaseCommand):
    """Prints definitions."""

    help = "Prints every indicator with its definition. Needs neither database nor queue."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As text, or all of it as JSON."""
        parser.add_argument("--json", action="store_true", help="print a JSON list of whole definitions")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print."""
        if options["json"]:
            definitions = [each.as_json() for each in indicators()]
            self.stdout.write(json.dumps(definitions, indent=2, ensure_ascii=False))
            return
        for each in indicators():
            self.stdout.write(f"{each.code}  {each.name}")
            self.stdout.write(f"    {each.question}")
