"""docker-compose.yml and Dockerfile, as far as they can be held without Docker."""

import importlib
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("build")}


def commands() -> list[list[str]]:
    """What the services run; one shell line may hold several."""
    default = yaml.safe_load(re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[-1])
    found = []
    for service in OURS.values():
        words = service.get("command", default)
        lines = words[2].split("&&") if words[0] == "sh" else [shlex.join(words)]
        found += [shlex.split(line) for line in lines]
    return found


def test_it_has_the_parts_of_the_platform() -> None:
    assert set(COMPOSE["services"]) == {
        "database", "queue", "prepare", "web", "worker-fast", "worker-import", "scheduler"
    }  # fmt: skip
    assert COMPOSE["services"]["database"]["image"] == "postgres:18"


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_in_it_exists(command: list[str]) -> None:
    program = command[0]
    assert program == "python" or shutil.which(program, path=str(Path(sys.executable).parent))
    for word in command[1:]:
        if word.startswith(("--app=", "anchors.")):
            importlib.import_module(word.removeprefix("--app="))
    if "manage.py" in command:
        assert command[2] in get_commands()


def test_its_workers_take_every_queue() -> None:
    taken = {queue for words in commands() for queue in re.findall(r"--queues=([\w,]+)", " ".join(words))}
    assert {queue for queues in taken for queue in queues.split(",")} == {"fast", "import", "export"}


def test_only_the_preparing_service_knows_more_than_the_applications_password() -> None:
    secret = {"SUPERUSER_URL", "DATABASE_OWNER_URL"}
    assert [name for name, service in OURS.items() if secret & set(service["environment"])] == ["prepare"]


def test_every_setting_reaches_the_services_unless_compose_decides_it() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    decided = {"DEBUG", "ANCHORS_HOME", "PORT", "DATABASE_OWNER_URL"}
    passwords = {name for name in named if name.endswith("_PASSWORD")}
    for service in OURS.values():
        assert named - decided - passwords <= set(service["environment"])


def test_the_image_copies_only_what_is_here() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert [name for names in copied for name in names.split() if not (CHECKOUT / name).exists()] == []


def test_the_image_holds_every_app() -> None:
    copied = set(re.findall(r"^COPY (\w+) \S+$", DOCKERFILE, re.MULTILINE))
    assert {path.parent.name for path in CHECKOUT.glob("*/apps.py")} <= copied
