"""What finding known fact-checks costs and finds."""
