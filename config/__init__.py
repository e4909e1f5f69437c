"""How the parts are wired together: settings, routes, workers and the servers that come with the project."""
