"""The tables of articles and claims."""

from claims.models.apart import ToldApart
from claims.models.article import Article, Extraction, Revision, Source, digest_of
from claims.models.chain import SealedEvent, UnsealedEvent
from claims.models.claim import Appearance, Claim, Claimant, ClaimEvent
from claims.models.desk import Desk, LanguageModelUse, Membership, Role, Topic, desk_ids_of, roles_of
from claims.models.erasure import Erasure
from claims.models.heartbeat import Heartbeat
from claims.models.imports import Import, ImportEvent, ImportRefusal
from claims.models.known import KnownFactCheck
from claims.models.pairs import ClaimPair, UncomparedClaim
from claims.models.passages import PassageChange, UncomparedRevision
from claims.models.people import User
from claims.models.request import KeyedRequest
from claims.models.signins import SignIn
from claims.models.token import ApiToken, Scope
from claims.models.topics import ClaimTopic, TopicExample, UnsortedClaim, UnsortedDesk
from claims.models.vectors import ClaimVector, Encoder, KnownVector, Vector
from claims.models.watching import Watch, WatchedPage, WatchEvent, WebHost

__all__ = [
    "ApiToken", "Appearance", "Article", "Claim", "ClaimEvent", "ClaimPair", "ClaimTopic", "ClaimVector",
    "Claimant", "Desk", "Encoder", "Erasure", "Extraction", "Heartbeat", "Import", "ImportEvent", "ImportRefusal",
    "KeyedRequest", "KnownFactCheck", "KnownVector", "LanguageModelUse", "Membership", "PassageChange", "Revision",
    "Role", "Scope", "SealedEvent", "SignIn", "Source", "ToldApart", "Topic", "TopicExample", "UncomparedClaim",
    "UncomparedRevision", "UnsealedEvent", "UnsortedClaim", "UnsortedDesk", "User", "Vector", "Watch",
    "WatchEvent", "WatchedPage", "WebHost", "desk_ids_of", "digest_of", "roles_of",
]  # fmt: skip
