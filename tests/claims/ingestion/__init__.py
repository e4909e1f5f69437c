"""Tests of the readers and of the fetch client."""
