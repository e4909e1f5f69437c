"""Why a claim was found, as its page tells it: the score and its range in words, dimensions, what was measured."""

from typing import Any

from claims.models import Claim

DIMENSIONS = {
    "verifiable": "Can be verified",
    "quantity": "Rests on figures",
    "source": "Names a source",
    "consequence": "Has consequences",
    "opinion": "Is an opinion",
    "prediction": "Is a prediction",
    "vague": "Is vague",
}
SURE, UNSURE = 0.15, 0.35  # width of the likely range: up to the first the detector is sure, beyond the second unsure


def explained(claim: Claim) -> dict[str, Any]:
    """What a template needs to explain the claim's score; all of it may be empty but for a claim added by hand."""
    return {
        "is_by_hand": not claim.detector_version,
        "range": _range(claim),
        "dimensions": [_dimension(one) for one in claim.dimensions],
        "features": sorted(claim.features.items(), key=lambda feature: (-abs(feature[1]), feature[0])),
    }


def _range(claim: Claim) -> str:
    """The likely range of the score in words; empty where the detector gave none."""
    if claim.likely_low is None or claim.likely_high is None:
        return ""
    width = claim.likely_high - claim.likely_low
    sureness = "quite sure" if width <= SURE else "unsure" if width > UNSURE else "fairly sure"
    least, most = round(100 * claim.likely_low), round(100 * claim.likely_high)
    share = f"{least} of 100" if least == most else f"{least} to {most} of 100"
    return f"Of sentences that score like this one, {share} deserve checking. The detector is {sureness}."


def _dimension(stored: dict[str, Any]) -> dict[str, Any]:
    name = str(stored.get("name", ""))
    label = DIMENSIONS.get(name, name.replace("_", " ").capitalize())
    return {"label": label, "value": float(stored.get("value", 0)), "why": str(stored.get("why", ""))}
