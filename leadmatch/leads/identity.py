"""How a person is found again: keyed hashes of e-mail, phone and last name (rule L11)."""

import unicodedata
from dataclasses import dataclass

from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.contact import Person


@dataclass(frozen=True, slots=True)
class Identity:
    """The hashes of one person; `phone` is None where none was given."""

    email: bytes
    phone: bytes | None
    last_name: bytes

    @property
    def values(self) -> tuple[bytes, ...]:
        """The hashes that tell one person from another, in a fixed order, so that all who lock them agree on it."""
        return tuple(sorted(each for each in (self.email, self.phone) if each is not None))


def identity_of(person: Person, hashes: KeyedHash, *, is_sandbox: bool = False) -> Identity:
    """Return the hashes of a person.

    Args:
        person: who.
        hashes: of this installation.
        is_sandbox: as they are in the sandbox: nothing that is looked up about them finds them outside, or inside.
    """
    side = "sandbox-" if is_sandbox else ""
    return Identity(
        email=hashes.of(f"{side}email", folded(person.email)),
        phone=None if person.phone is None else hashes.of(f"{side}phone", person.phone),
        last_name=hashes.of(f"{side}last_name", folded(person.last_name)),
    )


def folded(text: str) -> str:
    """Return a text in the form in which equal ones are equal whatever their case and composition."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
