"""The words of the pages under /problems/, read from problems.md beside this file."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ProblemText:
    """What a person reads about one type of problem.

    Args:
        title: as in the problem itself.
        paragraphs: what it means and what to do, plain text.
        example: an answer, as sent; empty where there is none.
    """

    title: str
    paragraphs: tuple[str, ...]
    example: str


@cache
def problem_texts() -> dict[str, ProblemText]:
    """Return the text of every problem type, by slug, in the order of the file."""
    return parse_problem_texts((files("leadmatch.web") / "problems.md").read_text(encoding="utf-8"))


def parse_problem_texts(markdown: str) -> dict[str, ProblemText]:
    """Return the sections of a file of problem types.

    Args:
        markdown: per type a heading ``## slug``, the title in bold, paragraphs, and one fenced example.
    """
    texts: dict[str, ProblemText] = {}
    for section in markdown.split("\n## ")[1:]:
        slug, _, body = section.partition("\n")
        prose, _, fenced = body.partition("```")
        title, *paragraphs = (" ".join(block.split()) for block in prose.strip().split("\n\n"))
        example = fenced.partition("\n")[2].partition("```")[0].strip()
        texts[slug.strip()] = ProblemText(title.strip("*"), tuple(paragraphs), example)
    return texts
