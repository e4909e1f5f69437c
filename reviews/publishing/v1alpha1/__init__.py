"""The Fact Check Tools API of Google, version v1alpha1, as our own service answers it."""
