"""Backups: a folder with the database, the media folder, and a manifest that says what both must be."""
