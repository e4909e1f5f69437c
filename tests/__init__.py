"""The tests, one folder an area."""
