"""Finding what was checked before: sentences as vectors, what two of them agree and differ in, and the search."""
