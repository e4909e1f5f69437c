"""Making the next of many things in a thread while one is used."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(items: Generator[Item, None, None]) -> Iterator[Item]:
    """The items in their order; from the second on, each is made in a thread of its own while the one before is used.

    Never more than one lies ready. What making one raises is raised in its turn. The generator is closed in that
    thread, also where nobody wants the rest: a connection that it opened is for its `finally` to close.
    """

    def following() -> list[Item]:
        return list(islice(items, 1))

    made = following()
    with ThreadPoolExecutor(1, thread_name_prefix="one-ahead") as thread:
        try:
            while made:
                coming = thread.submit(following)
                yield made[0]
                made = coming.result()
        finally:
            thread.submit(items.close)
