"""What every refusal of the REST API looks like."""

from http import HTTPStatus


def problem(response, status, *, kind="", at=None):
    """The problem that `response` is, after checking its form; `kind` is the broken rule, `at` one of its pointers."""
    assert response.status_code == status, (response.status_code, response.content[:500])
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail"}
    assert (body["status"], body["title"]) == (status, HTTPStatus(status).phrase)
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert body["type"] == (f"urn:claimdesk:problem:{kind}" if kind else "about:blank")
    for error in body.get("errors", []):
        assert set(error) == {"detail", "pointer"}
        assert error["pointer"].startswith("#")
    if at is not None:
        assert at in [error["pointer"] for error in body["errors"]], body
    return body


def pointers(response):
    """Where the errors of a 400 are."""
    return [error["pointer"] for error in problem(response, 400)["errors"]]
