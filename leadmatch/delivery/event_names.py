"""The events of a lead by the names under which schools acknowledge them (rule L8)."""

from collections.abc import Mapping

from leadmatch.outbox.models import EventType

EVENT_OF_NAME: Mapping[str, EventType] = {
    "created": EventType.CREATED,
    "withdrawn": EventType.WITHDRAWN,
    "erasure_requested": EventType.ERASURE_REQUESTED,
}
NAME_OF_EVENT: Mapping[str, str] = {event: name for name, event in EVENT_OF_NAME.items()}
