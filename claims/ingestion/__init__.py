"""How articles come in: readers that turn bytes into a draft, and the one client that may fetch them."""
