"""Reference data and the demo newsroom, brought in through the services."""
