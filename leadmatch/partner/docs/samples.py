"""The programs that the pages show, from the folder of that name; tests run each as it is shown."""

from functools import cache
from importlib import resources

_BASE = "https://guide.example"


def sample(name: str, *, base_url: str) -> str:
    """Return a program with the address of this site in it.

    Args:
        name: of its file, without the last suffix.
        base_url: public address of the site, without a slash at the end.
    """
    return _text(name).replace(_BASE, base_url)


@cache
def _text(name: str) -> str:
    return (resources.files("leadmatch.partner.docs") / "samples" / f"{name}.txt").read_text("utf-8").rstrip("\n")
