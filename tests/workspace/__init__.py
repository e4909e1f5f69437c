"""The reviewers' workspace, by its addresses."""
