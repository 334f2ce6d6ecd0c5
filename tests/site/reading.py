"""Reading a page as a person or a browser does: a small tree of elements."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask

_INLINE = {"a", "b", "code", "span", "strong"}
_VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Element:
    """One element, its attributes, and its elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def every(self, tag: str | None = None, **attributes: str) -> Iterator["Element"]:
        """Yield every element below that has this tag and these attributes (a trailing underscore is dropped)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for child in self.children:
            if isinstance(child, Element):
                if tag in {None, child.tag} and all(
                    value in child.attributes.get(name, "").split() or value == child.attributes.get(name)
                    for name, value in wanted.items()
                ):
                    yield child
                yield from child.every(tag, **attributes)

    def one(self, tag: str | None = None, **attributes: str) -> "Element":
        """Return the only such element."""
        (found,) = self.every(tag, **attributes)
        return found

    def texts(self) -> Iterator[tuple["Element", str]]:
        """Yield every text below with the element that it stands in."""
        for child in self.children:
            if isinstance(child, Element):
                yield from child.texts()
            elif child.strip():
                yield self, " ".join(child.split())

    @property
    def text(self) -> str:
        """All text below, spaces as a browser shows them."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, Element):
                yield "" if child.tag in _INLINE else " "
                yield from child._pieces()
                yield "" if child.tag in _INLINE else " "
            else:
                yield child


# What the fixtures of tests/site/conftest.py give.
Open = Callable[..., Element]
MakeApp = Callable[..., Flask]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Return the tree of a page; one that is not well nested fails."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader._open) == 1, f"<{reader._open[-1].tag}> is never closed"
    return reader.root
