"""What counts as an e-mail address; nobody is asked whether it exists."""

from typing import Final

from email_validator import EmailNotValidError, validate_email

from leadmatch.inquiries.member_values import trimmed_text
from leadmatch.inquiries.members import MemberError

MAX_EMAIL_LENGTH: Final = 254
EXPECTS: Final = "an e-mail address, such as name@example.org"


def read_email(value: object) -> str:
    """Return an e-mail address in its normal form: the domain in small letters and its own script.

    Raises:
        MemberError: no text, empty, too long, or no address that mail can be sent to.
    """
    text = trimmed_text(value, max_length=MAX_EMAIL_LENGTH, expects=EXPECTS)
    try:
        return validate_email(text, strict=True, check_deliverability=False).normalized
    except EmailNotValidError:  # its words repeat parts of the address
        raise MemberError("invalid-email", f"Send {EXPECTS}.") from None
