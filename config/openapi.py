"""How the description of the REST API is made."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Claimdesk API",
    "VERSION": "1",
    "DESCRIPTION": "Articles in, claims found, reviews worked, fact-checks out.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.schema.add_problems",
        "claims.api.schema.add_expansions",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ClaimState": "claims.models.Claim.State",
        "ExtractionState": "claims.models.Extraction.State",
        "ImportState": "claims.models.Import.State",
        "ReviewState": "reviews.models.ClaimReview.State",
        "CorrectionState": "reviews.publishing.models.Correction.State",
        "DeliveryState": "reviews.publishing.hookmodels.WebhookDelivery.State",
        "EndpointState": "reviews.publishing.hookmodels.WebhookEndpoint.State",
        "EventType": "reviews.publishing.hookmodels.EventType",
        "DismissReason": "claims.models.Claim.DismissReason",
        "ClaimKind": "claims.models.Claim.Kind",
        "ClaimantKind": "claims.models.Claimant.Kind",
        "CorrectionKind": "reviews.publishing.models.Correction.Kind",
    },
}
