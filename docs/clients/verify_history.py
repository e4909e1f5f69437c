"""Verify what `manage.py export_history DESK` printed: python verify_history.py FILE. Needs nothing but Python.

Each line is one event. `head` says what was changed, to which version, by whom and when; `said` is its note and its
data, and is null where they were erased. `hash` is SHA-256 of the hash before it, `private`, and `head`.
"""

import hashlib
import json
import sys


def verify(lines):
    """The number of links and the last hash; exits with a sentence at the first line that does not hold."""
    before, number = None, 0
    for number, line in enumerate(lines, start=1):
        link = json.loads(line)
        if before is None:
            before = hashlib.sha256(f"claimdesk desk {link['desk']}".encode()).digest()
        private = bytes.fromhex(link["private"])
        if link["number"] != number:
            sys.exit(f"Line {number}: a link is missing.")
        if link["head"] is None:
            sys.exit(f"Line {number}: the event is gone.")
        if link["said"] is not None:
            said = bytes.fromhex(link["salt"]) + link["said"].encode()
            if hashlib.sha256(said).digest() != private:
                sys.exit(f"Line {number}: the note or the data is not what was sealed: {link['head']}")
        before = hashlib.sha256(before + private + link["head"].encode()).digest()
        if before.hex() != link["hash"]:
            sys.exit(f"Line {number}: this is not what was sealed: {link['head']}")
    return number, before.hex() if before else ""


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("{} links hold; the last hash is {}".format(*verify(file)))
