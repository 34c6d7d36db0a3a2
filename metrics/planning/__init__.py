"""Changing a plan: starting one from a template, changing its parts with their history, showing what was done.

People's rights are held by the views (`editable_by`); here a change is written as a whole or not at all.
"""

from metrics.planning.changing import (
    ChangedMeanwhile,
    Thing,
    add_comment,
    add_update,
    assign,
    change,
    is_waiting_for,
    remove_comment,
    rewrite,
    set_status,
    stamp,
)
from metrics.planning.proving import attach_evidence, remove_evidence, remove_file
from metrics.planning.starting import (
    Proposed,
    ProposedAction,
    agree_plan,
    close_plan,
    delete_draft,
    proposal,
    start_plan,
)

__all__ = [
    "ChangedMeanwhile",
    "Proposed",
    "ProposedAction",
    "Thing",
    "add_comment",
    "add_update",
    "agree_plan",
    "assign",
    "attach_evidence",
    "change",
    "close_plan",
    "delete_draft",
    "is_waiting_for",
    "proposal",
    "remove_comment",
    "remove_evidence",
    "remove_file",
    "rewrite",
    "set_status",
    "stamp",
    "start_plan",
]
