"""The spreadsheet engine: a file in, its lines, questions and problems out. It knows nothing of spend and no Django.

A lever describes its kind of file and registers it in its own `ingest` module, which `AppConfig.ready` of
`anchors` imports by `autodiscover_modules("ingest")`:

    SPEND = register(UploadKind(code="spend", columns=(Column("amount", "Amount", "amount", ...), ...), ...))

What others call:

- `check(path, kind, *, name, mapping, answers, period, clean, left_out, progress) -> Check`: one pass over a file of
  payments (`check_list` for lists without amounts). It never raises for what a file holds: a file that cannot be
  read is a `Check` whose state is "refused" and whose `reason` is one sentence.
- `Check.as_json()`: everything found, for the upload's row and its pages; `Check.contract()`: the line that
  `check_upload --json` prints.
- `mapping` is {heading fingerprint: {field code: heading as shown}}; `Check.fingerprint`, `Check.headings` (three
  values each, and why matched) and `Check.columns` are what the match-columns page needs to make one.
- `answers` is {question code: value}: `date_order` (day or month), `amount_column` (a heading, or headings joined by
  " + " that are added up), `credit_lines` (paid or back: what lines are that only a word makes credits), or a field
  code with a heading. The question `period` is answered by the argument `period` (anything with `start` and `end`), the
  question `columns` by a mapping.
- `kind_of_upload(code)`, `kinds_of_upload()`: what is registered.

What the numbers mean. A payment line is a row with an amount that can be read and that is not a sum of other rows:
accepted plus left out is all of them, to the penny, whatever question is open. A row that was plainly meant as a line
but holds no amount is in the file of left-out rows and among the problems, but in no sum and no count of lines.
Without an answer the first reading stands: day first, the best-ranked amount column (or the sum of columns that are
plainly parts of it), lines marked as credits taken off unless most lines are.

How it works, in the order of the modules: `contents` (what the bytes are), `encoding`, `dialect`, `reading` (sheets
of text cells, streamed), `tables` (of a sheet), `headings`, `evidence`, `columns`, `composing` (amounts in several
cells), `layout` (where the table is, which column is what), `parts` (which sheets), `lines` (whole columns at a time;
the rest becomes a `Doubt`), `totalling`, `realigning`, `doubts`, `verdicts` (judge those), `findings`, `reporting`,
`outcome`.

An archive is one upload: its files are read one after another, sums combined; a file in it that cannot be read is
a problem, not a refusal, as long as another can. The same holds for the sheets of a workbook; a sheet that repeats
another or sums the others is left aside and named.
"""

from anchors.ingest.checking import check
from anchors.ingest.findings import Question, Refused
from anchors.ingest.kinds import (
    Column,
    Guard,
    Outline,
    Remark,
    UploadKind,
    Watch,
    kind_of_upload,
    kinds_of_upload,
    register,
)
from anchors.ingest.lists import check_list
from anchors.ingest.outcome import Check

__all__ = [
    "Check",
    "Column",
    "Guard",
    "Outline",
    "Question",
    "Refused",
    "Remark",
    "UploadKind",
    "Watch",
    "check",
    "check_list",
    "kind_of_upload",
    "kinds_of_upload",
    "register",
]
