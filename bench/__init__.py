"""One command a figure, each printing a table and JSON."""
