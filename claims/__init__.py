"""Articles come in here, and claims are found in them and triaged."""
