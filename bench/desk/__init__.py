"""The benchmark of the desk: key presses, taking by many at once, weight and statements of screens."""
