"""Reading the pages that the tests ask for: their elements, ids and faults."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.template import engines

DRAWN = {"path", "rect", "line", "circle", "polyline"}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
} | DRAWN


@dataclass
class Reading(HTMLParser):
    """One page: every start tag with its attributes, the words, and tags that were never closed."""

    markup: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.feed(self.markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.unclosed, f"</{tag}> closes nothing"
        assert self.unclosed.pop() == tag, f"</{tag}> in the wrong place"

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    def all(self, tag, **wanted):
        """The attributes of every such element."""
        return [
            attrs
            for name, attrs in self.tags
            if name == tag and all(attrs.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]


def faults(markup):
    """What no page of ours may have: styles, scripts inline, ids twice, names that lead nowhere, tags left open."""
    page = Reading(markup)
    found = [f"<{tag}> has a style" for tag, attrs in page.tags if "style" in attrs or tag == "style"]
    found += [f"<{tag}> has {name}" for tag, attrs in page.tags for name in attrs if name.startswith("on")]
    found += ["an inline script" for attrs in page.all("script") if "src" not in attrs]
    found += [f"id {each} twice" for each in sorted(set(page.ids)) if page.ids.count(each) > 1]
    for _, attrs in page.tags:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            found += [
                f"{name}={each} leads nowhere"
                for each in (attrs.get(name) or "").split()
                if each not in page.ids
            ]
    return found + [f"<{tag}> is never closed" for tag in page.unclosed]


def drawn(source, **context):
    """A piece of template, drawn by our own environment."""
    return engines["jinja2"].from_string(source).render(context)


def macros():
    """Every macro of ours, as file and name; those that begin with _ are parts of others."""
    environment = engines["jinja2"].env
    found = []
    for name in environment.list_templates(filter_func=lambda name: name.startswith("anchors/macros/")):
        source = environment.loader.get_source(environment, name)[0]
        found += [(name, macro) for macro in re.findall(r"{%-? macro ([a-z]\w*)\(", source)]
    return found
