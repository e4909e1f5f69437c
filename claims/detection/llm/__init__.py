"""A language model as detector: what it is, may use and gives. It only ever chooses words of the text.

``claims.detection.llm.reading`` asks it; that module alone loads the client, so that nobody else pays for it.
"""

from claims.detection.llm.endpoint import Endpoint, is_version
from claims.detection.llm.values import Budget, Reading

__all__ = ["Budget", "Endpoint", "Reading", "is_version"]
