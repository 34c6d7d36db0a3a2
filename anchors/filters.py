"""What a list is asked for in its address: the same for page, file and endpoint. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import ClassVar, Self
from urllib.parse import urlencode


class FilterError(ValueError):
    """An address that makes no sense: `key` is the filter, the message one sentence that says what is possible."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class ListFilter:
    """The filters of a list. A subclass names them: each field is a key of the address, empty where not asked.

    `SORTS` are the columns by which it may be ordered, with a minus for the largest first.
    """

    LONGEST: ClassVar[int] = 100
    SORTS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The possible answers of the filters that have a closed list."""
        return {}

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """The filter in an address. FilterError for an answer that is none of the choices."""
        names = [each.name for each in fields(cls)]
        asked = cls(**{name: query.get(name, "").strip()[: cls.LONGEST] for name in names})
        sorts = {"sort": [sign + name for name in cls.SORTS for sign in ("", "-")]} if cls.SORTS else {}
        for key, values in {**cls.choices(), **sorts}.items():
            if (value := getattr(asked, key)) and value not in values:
                raise FilterError(
                    key, f'"{value}" is not one of the choices. Use one of {", ".join(values)}.'
                )
        return asked

    def but(self, **changes: str) -> Self:
        """The same with some answers changed."""
        return replace(self, **changes)

    def as_query(self) -> str:
        """The address's part after the question mark, without what is not asked."""
        return urlencode({name: value for name, value in asdict(self).items() if value})
