"""Several lines of somebody's words."""

from typing import Any

from django import forms

from metrics.models import LONGEST_WORDS


class ProseField(forms.CharField):
    """Words of some lines, up to a length. `named` is how a mistake calls them: "The next step"."""

    def __init__(
        self, *, named: str, most: int = LONGEST_WORDS, rows: int | None = None, **options: Any
    ) -> None:
        options["widget"] = forms.Textarea(attrs={"rows": rows} if rows else None)
        options["error_messages"] = {
            "max_length": f"{named} must be {most:,} characters or fewer"
        } | options.get("error_messages", {})
        super().__init__(max_length=most, **options)

    def to_python(self, value: Any) -> Any:
        """A new line counts as one character, as it does for whoever typed it; browsers send two."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
