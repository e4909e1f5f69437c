"""What the tests of the workspace share: the test client as a person at the desk."""

import pytest


@pytest.fixture
def at_desk(client):
    """`at_desk(user)`: the test client, signed in as that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
