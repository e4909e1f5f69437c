"""Who is on a desk in which role, over REST: every member reads it, desk admins change it."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from claims import services
from claims.api.filters import MembershipFilter
from claims.api.inputs import Input, RawText, caller, desk_for, require_no_input, require_role
from claims.api.outputs import MembershipOutput
from claims.api.permissions import HasScope
from claims.api.viewsets import ApiViewSet
from claims.models import Membership, Role, Scope, User


class ChangeMemberInput(Input):
    role = serializers.ChoiceField(required=False, choices=Role.choices)


class AddMemberInput(Input):
    """Somebody with an account here. Operators make the accounts."""

    desk = RawText(required=False, default="", allow_blank=True, help_text="Its slug; for members of several desks.")
    user = RawText(max_length=150, help_text="Their user name.")
    role = serializers.ChoiceField(choices=Role.choices)


class MembershipViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet[Membership]):
    """The members of your desks."""

    permission_classes = (IsAuthenticated, HasScope)
    write_scope = Scope.ADMIN
    serializer_class = MembershipOutput
    filterset_class = MembershipFilter
    orderings = ("id", "-id")

    def get_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.visible_to(caller(self.request)).select_related("desk", "user")

    @extend_schema(request=AddMemberInput, responses={201: MembershipOutput})
    def create(self, request: Request) -> Response:
        """Put somebody on a desk."""
        given = AddMemberInput(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        desk = desk_for(caller(request), data["desk"], Role.ADMIN)
        user = User.objects.filter(username=data["user"], is_active=True).first()
        if user is None:
            raise serializers.ValidationError({"user": ["Nobody here has this user name."]})
        member = services.add_member(desk, user=user, role=data["role"], by=caller(request))
        return Response(MembershipOutput(member).data, status=201)

    @extend_schema(request=ChangeMemberInput, responses=MembershipOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give a member another role."""
        member = self.get_object()
        require_role(caller(request), member.desk, Role.ADMIN)
        given = ChangeMemberInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.change_role(member, role=given.validated_data.get("role", member.role), by=caller(request))
        return Response(MembershipOutput(member).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a member off the desk. What they did stays, under their name."""
        member = self.get_object()
        require_role(caller(request), member.desk, Role.ADMIN)
        require_no_input(request)
        services.remove_member(member, by=caller(request))
        return Response(status=204)
