"""Making the next of many things in threads while one is used."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")


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


def several_ahead(make: Callable[[Key], Item], keys: Iterable[Key], *, at_once: int) -> Iterator[Item]:
    """What `make` makes of each of `keys`, in their order, `at_once` of them at the same time in threads.

    Never more than so many are made or lie ready beside the one that is used. What making one raises is raised in its
    turn. Keys are asked for one by one, by whoever takes the items.
    """
    coming: deque[Future[Item]] = deque()
    with ThreadPoolExecutor(at_once, thread_name_prefix="several-ahead") as threads:
        try:
            for key in keys:
                coming.append(threads.submit(make, key))
                if len(coming) == at_once:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()
        finally:
            for unwanted in coming:
                unwanted.cancel()
