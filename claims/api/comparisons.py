"""How two sentences compare, over REST."""

from typing import Any

from rest_framework import serializers

DIFFERENCES = ("figure", "unit", "date", "name", "denial", "direction")


class DifferenceOutput(serializers.Serializer[Any]):
    """One thing that the two sentences say otherwise, in the words of each; empty where one says nothing of it."""

    kind = serializers.ChoiceField(choices=DIFFERENCES, read_only=True)
    here = serializers.CharField(read_only=True, allow_blank=True)
    there = serializers.CharField(read_only=True, allow_blank=True)


class WhyOutput(serializers.Serializer[Any]):
    """What the two sentences share and differ in. What differs in `doubtful` need not mean anything."""

    shared = serializers.ListField(child=serializers.CharField(), read_only=True, help_text="Words.")
    agreeing = serializers.ListField(child=serializers.CharField(), read_only=True, help_text="Figures, dates, names.")
    differing = DifferenceOutput(many=True, read_only=True)
    doubtful = DifferenceOutput(many=True, read_only=True)
    only_here = serializers.ListField(child=serializers.CharField(), read_only=True)
    only_there = serializers.ListField(child=serializers.CharField(), read_only=True)
