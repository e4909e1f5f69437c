"""The page of one claim review: the claim in its context, evidence, the verdict, and everybody's part in it."""
