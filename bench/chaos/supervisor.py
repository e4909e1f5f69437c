"""`python -m config.run`, but that the web server has a line of its own to its servers, and the worker its own clock.

Everything else is as it is: other settings for the one, another program's name for the other.
"""

import os
import sys

from config import run

WEB_PLACES = {"DATABASE_URL": "CHAOS_DATABASE_URL", "REDIS_URL": "CHAOS_REDIS_URL"}

children_as_ever = run.children_of


def children_of(options):
    children = children_as_ever(options)
    for child in children:
        if child.name == "web":
            child.environment |= {name: os.environ[ours] for name, ours in WEB_PLACES.items()}
        if child.name == "worker":
            child.command = ["bench.chaos.clock" if word == "celery" else word for word in child.command]
    return children


if __name__ == "__main__":
    run.children_of = children_of
    sys.exit(run.main(sys.argv[1:]))
