"""The one place that imports the parser: YAML as a stream of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from yaml import events as _events

if TYPE_CHECKING:
    from collections.abc import Callable

YAMLError = yaml.YAMLError
MarkedYAMLError = yaml.MarkedYAMLError
# The stubs say of every mark that it may be missing, which after parsing none is.
Event: TypeAlias = Any
AliasEvent: Any = _events.AliasEvent
DocumentEndEvent: Any = _events.DocumentEndEvent
DocumentStartEvent: Any = _events.DocumentStartEvent
MappingEndEvent: Any = _events.MappingEndEvent
MappingStartEvent: Any = _events.MappingStartEvent
ScalarEvent: Any = _events.ScalarEvent
SequenceEndEvent: Any = _events.SequenceEndEvent
SequenceStartEvent: Any = _events.SequenceStartEvent
StreamEndEvent: Any = _events.StreamEndEvent

MAX_DEPTH = 100

HAS_LIBYAML: bool = yaml.__with_libyaml__


def open_events(text: str, data: bytes | None = None) -> Callable[[], Event]:
    """Give the function that returns the text's next event; None after the last.

    Args:
        text: What to parse, without a byte order mark; bytes that were no UTF-8 are
            lone surrogates in it.
        data: The same as bytes, where the caller has them.
    """
    if HAS_LIBYAML:
        if data is None:
            data = text.encode("utf-8", "surrogateescape")
        get: Callable[[], Event] = yaml.CSafeLoader(data).get_event
    else:
        get = yaml.SafeLoader(text).get_event
    return get
