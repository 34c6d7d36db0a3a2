"""Evidence: a file, a link or a measurement that shows that something was done."""

from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from anchors.models import User
from metrics.models import Action, Evidence, Plan
from metrics.planning.changing import Thing, add_update

LONGEST_NAME = 255


@transaction.atomic
def attach_evidence(
    to: Thing | Plan,
    *,
    title: str,
    by: User,
    recommendation: int = 0,
    step: str = "",
    file: "UploadedFile[bytes] | None" = None,
    link: str = "",
    measure: str = "",
) -> Evidence:
    """Keep evidence for an action, a commitment, or with a plan for a step alone. Exactly one of the last three.

    `measure` is the code of an indicator and the query of its page: `local-share?system=north&period=2026-27`.
    """
    about: dict[str, Any] = {"plan": to if isinstance(to, Plan) else to.plan}
    if not isinstance(to, Plan):
        about |= {"action" if isinstance(to, Action) else "commitment": to}
        recommendation = recommendation or to.recommendation
    found = Evidence(
        **about,
        recommendation=int(step[0]) if step else recommendation,
        step=step,
        title=title,
        link=link,
        measure=measure,
        by=by,
    )
    if file is not None:
        found.file_name = (file.name or "file")[-LONGEST_NAME:]
        found.file.save(found.file_name, file, save=False)
    found.save()
    if not isinstance(to, Plan):
        add_update(to, f"Evidence added: {title}", by=by)
    return found


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take evidence away, its file too; the history of what it belonged to says so."""
    thing = evidence.action or evidence.commitment
    if thing is not None:
        add_update(thing, f"Evidence removed: {evidence.title}", by=by)
    evidence.delete()


def remove_file(instance: Evidence, **_: Any) -> None:
    """The file goes once its evidence is gone for good, also when the plan or the whole system went."""
    if instance.file:
        transaction.on_commit(partial(instance.file.storage.delete, str(instance.file.name)))
