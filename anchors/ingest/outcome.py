"""What a check says in the end, in the form that is stored, shown and printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from anchors.ingest.amounts import pounds
from anchors.ingest.findings import Findings, Question

State = Literal["checked", "question", "refused"]


@dataclass
class Check:
    """The outcome of checking one uploaded file; `as_json` is the contract of `check_upload --json`.

    `headings` holds, for each column of the first table, its label, letter, three values, the field it was given and
    why. `by_month` maps 202004 to lines and amount. `left_out_rows` also counts rows that hold no readable amount
    and so are in no sum. `fingerprint` names the layout, `file_facts` what was found about the file itself.
    """

    file: str
    state: State = "refused"
    reason: str | None = None
    questions: list[Question] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    first_date: str | None = None
    last_date: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    headings: list[dict[str, Any]] = field(default_factory=list)
    by_month: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out_rows: int = 0
    sheets: list[dict[str, Any]] = field(default_factory=list)
    file_facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain lists, dicts, strings and numbers; amounts are decimal strings in pounds."""
        found = self.findings
        return {
            "file": self.file,
            "state": self.state,
            "reason": self.reason,
            "questions": [asdict(question) for question in self.questions],
            "accepted": found.accepted.as_json(),
            "left_out": found.left_out.as_json(),
            "ignored": found.ignored,
            "negative_amount": pounds(found.negative.pence),
            "first_date": self.first_date,
            "last_date": self.last_date,
            "columns": self.columns,
            "problems": [
                problem.as_json()
                for problem in sorted(found.problems.values(), key=lambda p: (p.severity != "out", -p.count))
            ],
            "fingerprint": self.fingerprint,
            "headings": self.headings,
            "by_month": self.by_month,
            "left_out_rows": self.left_out_rows,
            "sheets": self.sheets,
            "file_facts": self.file_facts,
        }

    def contract(self) -> dict[str, Any]:
        """The part of `as_json` that the command line prints: problems with code and count alone."""
        whole = self.as_json()
        names = (
            "file",
            "state",
            "reason",
            "questions",
            "accepted",
            "left_out",
            "ignored",
            "negative_amount",
            "first_date",
            "last_date",
            "columns",
        )
        short = {name: whole[name] for name in names}
        short["questions"] = [
            {**q, "choices": [choice["value"] for choice in q["choices"]]} for q in short["questions"]
        ]
        return short | {"problems": [{"code": p["code"], "count": p["count"]} for p in whole["problems"]]}
