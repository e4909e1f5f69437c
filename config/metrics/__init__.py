"""Metrics for Prometheus: what waits in the database, what the broker holds, and how requests are answered."""
