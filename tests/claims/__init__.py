"""Tests of the app that takes articles in and finds their claims."""
