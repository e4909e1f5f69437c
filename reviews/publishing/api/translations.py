"""Translations of fact-checks over REST: begin, write, submit, approve or return, and take up again."""

from typing import Any

from django.conf import settings
from django.core.validators import validate_slug
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.inputs import (
    Input,
    MoveInput,
    StrictInteger,
    StrictText,
    caller,
    edited_version,
    expected_version,
    require_no_input,
    require_role,
    version_headers,
)
from claims.api.permissions import HasScope
from claims.api.schema import EDITED, MOVED
from claims.api.viewsets import ApiViewSet
from claims.models import Role, Scope
from reviews.api.inputs import LanguageText
from reviews.publishing import translating, translations
from reviews.publishing.models import FactCheck, TranslatedText, Translation, TranslationEvent

_RELATED = ("fact_check__review__claim__desk", "verdict", "shown__verdict", "shown__author", "shown__approver")


class TranslatedTextOutput(serializers.ModelSerializer[TranslatedText]):
    """Words as they were submitted; `verdict` is the number of the verdict that they translate."""

    verdict = serializers.IntegerField(source="verdict.number", read_only=True)
    author = serializers.CharField(source="author.username", read_only=True)
    approver = serializers.CharField(source="approver.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = TranslatedText
        fields = (
            "number", "verdict", "headline", "claim_text", "explanation", "notes", "author", "created_at", "approver",
            "approved_at",
        )  # fmt: skip
        read_only_fields = fields


class TranslationOutput(serializers.ModelSerializer[Translation]):
    """A fact-check in a further language: its words as they are written now, and `shown`, those that readers see.

    `verdict` is the number of the verdict that the words translate. `is_outdated`: the fact-check was corrected since
    what readers see was approved, and the page says so. Since `withdrawn_at`, it says that the words were withdrawn,
    and why.
    """

    verdict = serializers.IntegerField(source="verdict.number", read_only=True)
    url = serializers.SerializerMethodField()
    shown = TranslatedTextOutput(read_only=True, allow_null=True)
    is_outdated = serializers.SerializerMethodField()

    class Meta:
        model = Translation
        fields = (
            "id", "fact_check", "language", "slug", "url", "version", "state", "verdict", "headline", "claim_text",
            "explanation", "notes", "shown", "is_outdated", "published_at", "modified_at", "withdrawn_at",
            "withdrawn_note",
        )  # fmt: skip
        read_only_fields = fields

    def get_url(self, translation: Translation) -> str | None:
        return settings.BASE_URL + translation.get_absolute_url() if translation.shown_id else None

    def get_is_outdated(self, translation: Translation) -> bool:
        shown = translation.shown
        if shown is None or translation.withdrawn_at is not None:
            return False
        return shown.verdict_id != translation.fact_check.review.verdict_id


class TranslationEventOutput(serializers.ModelSerializer[TranslationEvent]):
    """One change of a translation."""

    actor = serializers.CharField(source="actor.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = TranslationEvent
        fields = ("version", "name", "actor", "note", "data", "created_at")
        read_only_fields = fields


class BeginTranslationInput(Input):
    language = LanguageText(max_length=12, help_text="BCP 47 tag: a language, perhaps with a script and a region.")


class TranslationInput(Input):
    """All words as they are now; every one may still be empty."""

    verdict = StrictInteger(min_value=1, help_text="Number of the verdict that the words translate: the one in force.")
    headline = StrictText(allow_blank=True, max_length=200)
    claim_text = StrictText(allow_blank=True, max_length=2000)
    explanation = StrictText(allow_blank=True, max_length=50_000, help_text="Markdown.")
    notes = serializers.DictField(
        child=StrictText(allow_blank=True, max_length=5000), required=False,
        help_text="Notes of corrections, by the id of the correction. Left out, they stay as they are.",
    )  # fmt: skip
    slug = StrictText(
        required=False, allow_blank=True, default="", max_length=80, validators=[validate_slug],
        help_text="For the address. Empty: made of the headline. Once there is a page, it stays.",
    )  # fmt: skip


class ReturnTranslationInput(MoveInput):
    note = StrictText(max_length=5000, help_text="What is wrong.")


class WithdrawTranslationInput(MoveInput):
    note = StrictText(max_length=5000, help_text="Why, for readers, in the language of the translation.")


class TranslationsOfDesks(ApiViewSet[Translation]):
    """The translations of the caller's desks."""

    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = TranslationOutput

    def get_queryset(self) -> QuerySet[Translation]:
        return Translation.objects.visible_to(caller(self.request)).select_related(*_RELATED).defer("document")

    def prepare(self, role: Role) -> Translation:
        """The translation, once the caller may try a command on it."""
        translation = self.get_object()
        require_role(caller(self.request), translation.fact_check.review.claim.desk, role)
        return translation

    def answer(self, translation: Translation, status: int = 200) -> Response:
        """The translation as it stands now, with its version."""
        row = self.get_queryset().get(pk=translation.pk)
        return Response(TranslationOutput(row).data, status=status, headers=version_headers(row.version))


class TranslationViewSet(mixins.RetrieveModelMixin, TranslationsOfDesks):
    """Fact-checks in further languages, as they are written."""

    write_scope = Scope.REVIEWS_WRITE

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One translation. Its ETag is its version, for `If-Match`."""
        return self.answer(self.get_object())

    @extend_schema(parameters=[EDITED], request=TranslationInput, responses=TranslationOutput)
    def update(self, request: Request, pk: str) -> Response:
        """Save the words written so far."""
        translation = self.prepare(Role.REVIEWER)
        expected = edited_version(request)
        given = TranslationInput(data=request.data)
        given.is_valid(raise_exception=True)
        words = dict(given.validated_data)
        words["verdict"] = self._verdict(translation, words["verdict"])
        translations.write_translation(translation, by=caller(request), expected=expected, **words)
        return self.answer(translation)

    @extend_schema(responses=TranslationEventOutput(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request: Request, pk: str) -> Response:
        """The translation's whole history, oldest first."""
        rows = self.get_object().events.select_related("actor").order_by("version")
        return Response(TranslationEventOutput(rows, many=True).data)

    @extend_schema(parameters=[MOVED], request=None, responses=TranslationOutput)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand the words to a second person."""
        translation = self.prepare(translating.SUBMIT.role)
        require_no_input(request)
        translations.submit_translation(translation, by=caller(request), expected=expected_version(request))
        return self.answer(translation)

    @extend_schema(parameters=[MOVED], request=None, responses=TranslationOutput)
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: str) -> Response:
        """Take published or withdrawn words up again; what readers see stays until others are approved."""
        translation = self.prepare(translating.REVISE.role)
        require_no_input(request)
        translations.revise_translation(translation, by=caller(request), expected=expected_version(request))
        return self.answer(translation)

    def _verdict(self, translation: Translation, number: int) -> int:
        """The id of the review's verdict of that number; a 400 where there is none."""
        verdicts = translation.fact_check.review.verdicts.filter(number=number)
        found = verdicts.values_list("pk", flat=True).first()
        if found is None:
            raise serializers.ValidationError({"verdict": ["There is no such verdict of this fact-check."]})
        return found


class TranslationDecisionViewSet(TranslationsOfDesks):
    """What is decided about a translation by somebody who did not write it."""

    write_scope = Scope.PUBLISH

    @extend_schema(parameters=[MOVED], request=None, responses=TranslationOutput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Show somebody else's words to readers, on a page of their own."""
        translation = self.prepare(translating.APPROVE.role)
        require_no_input(request)
        translations.approve_translation(translation, by=caller(request), expected=expected_version(request))
        return self.answer(translation)

    @extend_schema(parameters=[MOVED], request=ReturnTranslationInput, responses=TranslationOutput)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return somebody else's words with a note."""
        translation = self.prepare(translating.RETURN.role)
        given = ReturnTranslationInput(data=request.data)
        given.is_valid(raise_exception=True)
        note, expected = given.validated_data["note"], expected_version(request)
        translations.return_translation(translation, note=note, by=caller(request), expected=expected)
        return self.answer(translation)

    @extend_schema(parameters=[MOVED], request=WithdrawTranslationInput, responses=TranslationOutput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the words in this language from the readers; the page stays and says so."""
        translation = self.prepare(translating.WITHDRAW.role)
        given = WithdrawTranslationInput(data=request.data)
        given.is_valid(raise_exception=True)
        note, expected = given.validated_data["note"], expected_version(request)
        translations.withdraw_translation(translation, note=note, by=caller(request), expected=expected)
        return self.answer(translation)


class FactCheckTranslationsViewSet(ApiViewSet[FactCheck]):
    """The languages of one fact-check."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.REVIEWS_WRITE
    serializer_class = TranslationOutput  # type: ignore[assignment]
    filter_backends = ()
    pagination_class = None

    def get_queryset(self) -> QuerySet[FactCheck]:
        rows = FactCheck.objects.visible_to(caller(self.request))
        return rows.select_related("review__claim__desk", "review__verdict").defer("document")

    @extend_schema(methods=["get"], responses=TranslationOutput(many=True))
    @extend_schema(methods=["post"], request=BeginTranslationInput, responses={201: TranslationOutput})
    @action(detail=True, methods=["get", "post"])
    def translations(self, request: Request, pk: str) -> Response:
        """A fact-check in its further languages; POST begins one, still without words."""
        fact_check = self.get_object()
        if request.method == "GET":
            rows = fact_check.translations.select_related(*_RELATED).order_by("language")
            return Response(TranslationOutput(rows, many=True).data)
        require_role(caller(request), fact_check.review.claim.desk, Role.REVIEWER)
        given = BeginTranslationInput(data=request.data)
        given.is_valid(raise_exception=True)
        begun = translations.begin_translation(fact_check, by=caller(request), **given.validated_data)
        return Response(TranslationOutput(begun).data, status=201, headers=version_headers(begun.version))
