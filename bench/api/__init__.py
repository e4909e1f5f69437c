"""The benchmark of the REST API: its lists, rows, searches and moves beside bare views under the same server."""
