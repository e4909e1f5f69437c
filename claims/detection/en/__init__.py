"""English: word lists, rules and the weights that read it. A language is added as one more folder with a ``reader``."""
