"""Signatures, sealed secrets and waits, computed from their arguments alone."""

from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
import svix
from hypothesis import given
from hypothesis import strategies as st

from claims import sealing
from reviews.publishing.retrying import pause_of, retry_after
from reviews.publishing.signing import new_secret, signed_headers

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)


def test_the_published_example_of_the_standard_is_signed_as_it_says():
    body = b'{"test": 2432232314}'
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", body, keys=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], timestamp=1614265330
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text(), st.text(alphabet="abcdef-0123456789", min_size=1))
def test_what_is_signed_is_verified_by_the_libraries_of_others(words, message):
    body, secret = words.encode("utf-8", "replace"), new_secret()
    timestamp = int(datetime.now(UTC).timestamp())
    headers = signed_headers(message, body, keys=[secret, new_secret()], timestamp=timestamp)
    standardwebhooks.Webhook(secret).verify(body, headers, json_parse=False)
    svix.Webhook(secret).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(new_secret()).verify(body, headers, json_parse=False)


def test_a_sealed_secret_outlives_a_change_of_the_key_as_long_as_the_former_one_is_known(settings):
    secret = new_secret()
    sealed = sealing.seal(secret, sealing.WEBHOOK_SECRET)
    assert secret not in sealed
    former, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50
    with pytest.raises(sealing.SecretLost):
        sealing.unseal(sealed, sealing.WEBHOOK_SECRET)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert sealing.unseal(sealed, sealing.WEBHOOK_SECRET) == secret


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("99999999999999999999", timedelta(hours=24)),
        ("Wed, 14 Oct 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Wed, 14 Oct 2026 12:01:00 -0000", timedelta(minutes=1)),
        ("Wed, 14 Oct 2020 12:01:00 GMT", timedelta()),
        ("Wed, 14 Oct 9999 12:01:00 GMT", timedelta(hours=24)),
        ("", None), ("soon", None), ("-5", None), ("1.5", None), ("٣", None), ("Wed, 99 Oct 2026", None),
    ],
)  # fmt: skip
def test_what_a_receiver_asks_for_is_read_in_seconds_or_as_a_date_and_a_day_at_most(header, wait):
    assert retry_after(header, now=NOW) == wait


@given(st.text())
def test_no_header_of_a_receiver_is_a_fault_of_ours(header):
    wait = retry_after(header, now=NOW)
    assert wait is None or timedelta() <= wait <= timedelta(hours=24)


def test_a_receiver_is_left_alone_for_longer_the_longer_it_fails():
    pauses = [pause_of(timedelta(minutes=minutes)) for minutes in (0, 1, 30, 60, 600)]
    assert pauses == [timedelta(seconds=seconds) for seconds in (5, 6, 180, 360, 600)]
