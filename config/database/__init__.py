"""Django's PostgreSQL backend, with a cheaper look at whether a connection still stands."""

from config.embedded import EACH_SESSION_SAYS

# Seconds that web servers and workers wait for an answer: what is only slow, statement_timeout ends after 15.
PATIENCE = 20.0

# A partition of the database must end as an error within seconds, never as a hang.
OPTIONS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
    "options": " ".join(f"-c {setting}" for setting in EACH_SESSION_SAYS),
}
