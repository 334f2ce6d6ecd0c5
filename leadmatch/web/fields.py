"""Strict query fields: what text a parameter takes, and the sentence that says what to send instead."""

from abc import abstractmethod
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, TypedDict, TypeVar, Unpack

from marshmallow import ValidationError, fields

NOT_TEXT = "\0"  # stands for a value that is no text; a value that holds NUL itself is no text either
MAX_INTEGER_DIGITS = 15
MAX_DECIMAL_DIGITS = 30

_CONTROLS = frozenset(map(chr, (*range(0x20), 0x7F)))
_SOME_TEXT = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"  # no control, not only spaces

Value = TypeVar("Value")
Vocabulary = Mapping[str, Container[str]]
NO_VOCABULARY: Vocabulary = MappingProxyType({})


class FieldOptions(TypedDict, total=False):
    """What every `QueryField` takes besides its own arguments."""

    expects: str
    code: str
    required: bool
    load_default: object
    data_key: str
    metadata: dict[str, object]


class ParameterError(ValidationError):
    """The text of one parameter is not acceptable.

    Args:
        code: stable, machine-readable reason.
        detail: one sentence that says what to send.
    """

    def __init__(self, code: str, detail: str) -> None:
        """Keep both for the fault."""
        super().__init__(detail)
        self.code = code
        self.detail = detail


class QueryField(fields.Field[Value]):
    """A parameter that is sent once; a subclass says how its text becomes a value, and its JSON Schema.

    Args:
        expects: what to send, as the rest of a sentence that begins with "Send".
        code: of the fault when the text is not that.
        options: as of any marshmallow field; without ``load_default`` an absent parameter is None.
    """

    default_code: ClassVar[str] = "invalid-value"
    json_schema: Mapping[str, object]

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        self.expects = options.pop("expects")
        self.code = options.pop("code", self.default_code)
        if not options.get("required"):
            options.setdefault("load_default", None)
        super().__init__(**options)  # type: ignore[misc]  # expects and code are taken out above

    @abstractmethod
    def parse(self, text: str, vocabulary: Vocabulary) -> Value:
        """Return the value of a text that is not empty.

        Raises:
            ParameterError: it has none; see `wrong`.
        """

    def wrong(self) -> ParameterError:
        """Return the error of a text that is not what the field expects."""
        return ParameterError(self.code, f"Send {self.expects}.")

    def read(self, texts: Sequence[str], vocabulary: Vocabulary) -> Value:
        """Return the value of a parameter from everything that was sent under its name.

        Raises:
            ParameterError: sent twice, empty, not text, or not what the field expects.
        """
        if len(texts) != 1:
            raise ParameterError("repeated-parameter", "Send this parameter once.")
        text = texts[0]
        self._require_text(text)
        return self.parse(text, vocabulary)

    def _require_text(self, text: str) -> None:
        if not text:
            way_out = "" if self.required else ", or leave the parameter out"
            raise ParameterError("empty-value", f"Send {self.expects}{way_out}.")
        if NOT_TEXT in text:
            raise ParameterError("invalid-text", f"Send UTF-8 text without NUL: {self.expects}.")

    def _deserialize(self, value: object, *_: object, **__: object) -> Value:
        return self.read([value] if isinstance(value, str) else value, NO_VOCABULARY)  # type: ignore[arg-type]  # texts

    def _serialize(self, value: object, *_: object, **__: object) -> object:
        return float(value) if isinstance(value, Decimal) else value


def _range_words(noun: str, unit: str, minimum: int | Decimal, maximum: int | Decimal | None) -> str:
    of_unit = f" of {unit}" if unit else ""
    return (
        f"{noun}{of_unit} from {minimum} to {maximum}" if maximum is not None else f"{noun}{of_unit}, {minimum} or more"
    )


class StrictInteger(QueryField[int]):
    """A whole number in ASCII digits.

    Args:
        minimum: inclusive.
        maximum: inclusive; None leaves it to the nine digits.
        unit: plural, e.g. ``miles``.
    """

    def __init__(
        self, *, minimum: int, maximum: int | None = None, unit: str = "", **options: Unpack[FieldOptions]
    ) -> None:
        words = _range_words("a whole number", unit, minimum, maximum)
        options.setdefault("expects", f"{words}, in digits only")
        super().__init__(**options)
        self.minimum = minimum
        self.maximum = 10**MAX_INTEGER_DIGITS - 1 if maximum is None else maximum
        self.json_schema = {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}

    def parse(self, text: str, vocabulary: Vocabulary) -> int:  # noqa: ARG002  # a number needs no list
        """Return the number."""
        if len(text) <= MAX_INTEGER_DIGITS and text.isdigit() and text.isascii():
            number = int(text)
            if self.minimum <= number <= self.maximum:
                return number
        raise self.wrong()


class StrictDecimal(QueryField[Decimal]):
    """A plain decimal number in ASCII digits: no sign, exponent, unit or grouping.

    Args:
        minimum: inclusive.
        maximum: inclusive; None leaves it to the nine digits before the point.
        places: how many decimals may follow the point; None: as many as anybody writes.
        unit: plural, e.g. ``US dollars``.
    """

    def __init__(
        self,
        *,
        minimum: int,
        maximum: int | None = None,
        places: int | None,
        unit: str = "",
        **options: Unpack[FieldOptions],
    ) -> None:
        words = _range_words("a number", unit, minimum, maximum)
        decimals = "with or without a point" if places is None else f"with at most {places} after a point"
        options.setdefault("expects", f"{words}, in digits {decimals}")
        super().__init__(**options)
        self.minimum = Decimal(minimum)
        self.maximum = Decimal(10**MAX_INTEGER_DIGITS - 1 if maximum is None else maximum)
        self.places = MAX_DECIMAL_DIGITS if places is None else places
        self.json_schema = {"type": "number", "minimum": int(self.minimum), "maximum": int(self.maximum)}
        if places is not None:
            self.json_schema["multipleOf"] = 10**-places

    def parse(self, text: str, vocabulary: Vocabulary) -> Decimal:  # noqa: ARG002  # a number needs no list
        """Return the number, exact."""
        whole, point, decimals = text.partition(".")
        digits = whole + decimals
        if (
            len(whole) <= MAX_INTEGER_DIGITS
            and len(decimals) <= self.places
            and digits.isdigit()
            and digits.isascii()
            and whole
            and bool(point) == bool(decimals)
        ):
            number = Decimal(text)
            if self.minimum <= number <= self.maximum:
                return number
        raise self.wrong()


class StrictBoolean(QueryField[bool]):
    """``true`` or ``false``, in small letters."""

    json_schema = MappingProxyType({"type": "boolean"})
    _VALUES: ClassVar[Mapping[str, bool]] = {"true": True, "false": False}

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        options.setdefault("expects", "true or false")
        super().__init__(**options)

    def parse(self, text: str, vocabulary: Vocabulary) -> bool:  # noqa: ARG002  # two words need no list
        """Return the claim."""
        value = self._VALUES.get(text)
        if value is None:
            raise self.wrong()
        return value


class Text(QueryField[str]):
    """Free text; spaces around it do not count.

    Args:
        max_length: in characters, as sent.
    """

    def __init__(self, *, max_length: int, **options: Unpack[FieldOptions]) -> None:
        options.setdefault("expects", f"text of 1 to {max_length} characters, none of them a control character")
        super().__init__(**options)
        self.max_length = max_length
        self.json_schema = {"type": "string", "minLength": 1, "maxLength": max_length, "pattern": _SOME_TEXT}

    def parse(self, text: str, vocabulary: Vocabulary) -> str:  # noqa: ARG002  # free text has no list
        """Return the text, trimmed."""
        trimmed = text.strip(" ")
        if not trimmed or len(text) > self.max_length or not _CONTROLS.isdisjoint(text):
            raise self.wrong()
        return trimmed


class Choice(QueryField[str]):
    """One value of a fixed list.

    Args:
        values: in their canonical order.
    """

    def __init__(self, values: Sequence[str], **options: Unpack[FieldOptions]) -> None:
        options.setdefault("expects", f"one of {_listed(values)}")
        super().__init__(**options)
        self.values = dict.fromkeys(values)
        self.json_schema = {"type": "string", "enum": list(self.values)}

    def parse(self, text: str, vocabulary: Vocabulary) -> str:  # noqa: ARG002  # the list is fixed
        """Return the value itself."""
        if text not in self.values:
            raise self.wrong()
        return text


class Choices(QueryField[tuple[str, ...]]):
    """Any values of a list: the parameter repeated, comma-separated, or both; each counts once, in canonical order.

    Args:
        values: the fixed list, in its canonical order; or
        vocabulary: the name under which `load_query` is given the list, whose canonical order is alphabetical.
    """

    def __init__(
        self, values: Sequence[str] = (), *, vocabulary: str | None = None, **options: Unpack[FieldOptions]
    ) -> None:
        listed = _listed(values) if vocabulary is None else f"the known {vocabulary}"
        options.setdefault("expects", f"one or more of {listed}")
        options.setdefault("load_default", ())
        super().__init__(**options)
        self.ranks = {value: rank for rank, value in enumerate(values)}
        self.vocabulary = vocabulary
        item = {"enum": list(self.ranks)} if vocabulary is None else {"minLength": 1}
        self.json_schema = {"type": "array", "items": {"type": "string", **item}, "minItems": 1}

    def read(self, texts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
        """Return the values sent.

        Raises:
            ParameterError: one is empty, not text, or not in the list.
        """
        known: Container[str] = self.ranks if self.vocabulary is None else vocabulary[self.vocabulary]
        if len(texts) == 1 and texts[0] in known:
            return (texts[0],)
        sent = set()
        for text in texts:
            for part in text.split(","):
                self._require_text(part)
                if part not in known:
                    raise self.wrong()
                sent.add(part)
        return tuple(sorted(sent, key=self.ranks.get if self.vocabulary is None else None))  # type: ignore[arg-type]  # every value has a rank

    def parse(self, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        """Return the values in one text."""
        return self.read([text], vocabulary)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(values)
