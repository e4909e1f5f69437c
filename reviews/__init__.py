"""Accepted claims are checked here: evidence, verdict, approval."""
