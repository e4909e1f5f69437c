"""A newsroom's busiest hour, for ten minutes."""
