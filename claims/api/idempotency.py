"""`Idempotency-Key` over REST: a POST that is sent again under its key is answered again and not done again."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims import importing, repeating
from claims.models import User

KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LARGEST_BODY = importing.MAX_BYTES + 200_000  # of any door; the body is read before the door's own limit is asked
HEADERS_OF_CONTENT = ("Content-Type", "ETag", "Cache-Control")

Handler = Callable[..., HttpResponse]


def answered_once(handler: Handler) -> Handler:
    """`handler` for a request with a key: the first answer is kept and given again, a refusal frees the key.

    Raises:
        ValidationError: the key is none, or nobody's.
        DomainError: see `claims.repeating.take`.
    """

    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        taken = repeating.take(_owner(request), _key(request), _fingerprint(request))
        if isinstance(taken, repeating.Answer):
            return HttpResponse(taken.body, status=taken.code, headers=taken.headers | {REPLAYED: "true"})
        with taken.noting():
            response: Any = handler(request, *args, **kwargs)
        response.add_post_render_callback(lambda rendered: taken.keep(_kept(rendered)))
        return response  # type: ignore[no-any-return]

    return answer


def _owner(request: Request) -> User:
    """A key belongs to a person, so that nobody hears of another's answers."""
    if not isinstance(request.user, User):
        raise ValidationError({KEY: ["A key needs somebody it belongs to: send a token as well."]})
    return request.user


def _key(request: Request) -> str:
    key = request.headers[KEY]
    if not re.fullmatch(r"[ -~]{1,255}", key) or not key.strip():
        raise ValidationError({KEY: ["Give 1 to 255 printable ASCII characters."]})
    return key


def _fingerprint(request: Request) -> str:
    """What is asked, whatever the order of members and the boundary between files."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise RequestDataTooBig
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\0".encode("utf-8", "replace"))
    for part in _parts(request.data):
        digest.update(part)
    return digest.hexdigest()


def _parts(data: Any) -> Iterator[bytes]:
    if not hasattr(data, "lists"):
        yield json.dumps(data, sort_keys=True).encode()
        return
    for name, values in sorted(data.lists()):
        for value in values:
            yield json.dumps([name, _told(value)]).encode()


def _told(value: Any) -> Any:
    """A member of a form; for a file its name and digest."""
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]


def _kept(response: Response) -> repeating.Answer:
    headers = {name: response[name] for name in HEADERS_OF_CONTENT if name in response}
    return repeating.Answer(response.status_code, headers, response.content.decode())
