"""The house rules that neither the import contracts nor the linter can hold."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import connection, models

from claims.admin.scoped import DeskScopedAdmin
from claims.api import urls as claims_api
from claims.api.bulk import BulkView
from claims.api.viewsets import ApiViewSet
from claims.models import ClaimEvent, Revision
from claims.models.history import Event
from reviews import workflow
from reviews.api import urls as reviews_api
from reviews.models import ReviewEvent, Verdict
from reviews.publishing.api import urls as publishing_api

BASE = Path(__file__).resolve().parent.parent
APPS = ("claims", "reviews", "publishing")
DOORS = {"api", "admin", "site", "management"}
LONGEST_MODULE = 400  # lines
LONGEST_FUNCTION = 25  # lines, without the signature and the docstring
NAMED_BY_DJANGO = Path("config/database/base.py")  # a backend of a database has to be called so
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "core", "base", "manager", "managers", "handlers", "misc"}
# Two machines are not moves: the queue of extractions, and the decision about one correction.
WRITERS_OF_STATE = {
    "claims/moves.py", "claims/extraction.py", "claims/importing.py", "reviews/publishing/services.py",
    "reviews/archiving.py", "reviews/publishing/results.py", "reviews/publishing/delivery.py",
}  # fmt: skip


def modules_of(*packages: str) -> list[Path]:
    """Every module of ours but the migrations, which are written once and never tidied."""
    found = [path for package in packages for path in sorted((BASE / package).rglob("*.py"))]
    return [path.relative_to(BASE) for path in found if "migrations" not in path.parts]


CODE = modules_of("claims", "reviews", "config", "seeds")
IN_APPS = modules_of("claims", "reviews")
SERVICES = [path for path in IN_APPS if path.name == "services.py" or path.parent.name == "services"]
SERVICES.append(Path("reviews/publishing/webhooks.py"))
EVERYTHING = [*CODE, *modules_of("tests", "bench")]
TREES = {path: ast.parse((BASE / path).read_text(encoding="utf-8")) for path in EVERYTHING}


def breaches(paths: list[Path], *kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of these kinds, with the place to name in a failure."""
    for path in paths:
        for node in ast.walk(TREES[path]):
            if isinstance(node, kinds):
                yield f"{path}:{getattr(node, 'lineno', 0)}", node


def own_models() -> list[type[models.Model]]:
    return [model for label in APPS for model in apps.get_app_config(label).get_models()]


def own_fields() -> Iterator[tuple[str, models.Field]]:
    """The fields that we named: not those that the user model inherits from Django."""
    for model in own_models():
        inherited = {field.name for parent in model.__mro__ if parent.__module__.startswith("django.contrib")
                     for field in getattr(getattr(parent, "_meta", None), "local_fields", [])}  # fmt: skip
        for field in model._meta.local_fields:
            if field.name not in inherited:
                yield f"{model.__name__}.{field.name}", field


def documented_views() -> list[type]:
    """The views of the REST API that answer for rows."""
    return [
        pattern.callback.cls for router in (claims_api, reviews_api, publishing_api) for pattern in router.urlpatterns
    ]


def test_the_rules_are_asked_of_real_modules():
    assert Path("claims/triage.py") in IN_APPS
    assert Path("reviews/publishing/services.py") in IN_APPS
    assert len(CODE) > 80


# ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_state_is_assigned():
    stores = (place for place, node in breaches(IN_APPS, ast.Attribute)
              if node.attr == "state" and isinstance(node.ctx, ast.Store))  # fmt: skip
    by_name = (place for place, node in breaches(IN_APPS, ast.Call)
               if isinstance(node.func, ast.Name) and node.func.id == "setattr"
               and any(isinstance(given, ast.Constant) and given.value == "state" for given in node.args))  # fmt: skip
    assert [*stores, *by_name] == []


def test_a_state_is_written_by_moves_and_by_the_two_machines_that_say_why_they_are_none():
    writes = {
        place.partition(":")[0]
        for place, node in breaches(IN_APPS, ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update", "update_or_create"}
        and any(keyword.arg == "state" for keyword in node.keywords)
    }
    assert writes <= WRITERS_OF_STATE


def test_every_review_move_is_made_by_the_service_that_bears_its_name():
    services = {node.name for place, node in breaches(SERVICES, ast.FunctionDef)}
    assert {f"{name}_review" for name in workflow.MOVES} <= services


# ── Modules ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_module_opens_with_a_sentence_that_says_what_lives_there():
    silent = [path for path, tree in TREES.items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_module_is_longer_than_its_limit():
    lengths = {path: len((BASE / path).read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_its_limit():
    def length(node: ast.FunctionDef) -> int:
        body = node.body[1:] if ast.get_docstring(node) else node.body
        return body[-1].end_lineno - body[0].lineno + 1 if body else 0

    functions = [(place, length(node)) for place, node in breaches(CODE, ast.FunctionDef, ast.AsyncFunctionDef)]
    assert [place for place, lines in functions if lines > LONGEST_FUNCTION] == []


def test_no_module_has_a_name_that_says_nothing():
    named = [path for path in CODE if path != NAMED_BY_DJANGO]
    assert [path for path in named if {path.stem, *path.parent.parts} & NAMES_THAT_SAY_NOTHING] == []


def test_imports_are_absolute_and_stand_at_the_top():
    relative = [place for place, node in breaches(EVERYTHING, ast.ImportFrom) if node.level]
    hidden = [
        f"{place} {node.name}"
        for place, node in breaches(EVERYTHING, ast.FunctionDef, ast.AsyncFunctionDef)
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]
    assert [*relative, *hidden] == []


# ── Errors, signals, transactions ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_caught_is_named():
    def too_much(kind: ast.expr | None) -> bool:
        caught = kind.elts if isinstance(kind, ast.Tuple) else [kind]
        return any(one is None or getattr(one, "id", "") in {"Exception", "BaseException"} for one in caught)

    assert [place for place, node in breaches(CODE, ast.ExceptHandler) if too_much(node.type)] == []


def test_the_apps_tell_each_other_nothing_by_signals():
    senders = [
        place for place, node in breaches(CODE, ast.ImportFrom)
        if re.match(r"django\.(dispatch|db\.models\.signals|core\.signals)", node.module or "")
    ]  # fmt: skip
    assert senders == []


def use_cases(path: Path) -> list[ast.FunctionDef]:
    """The public functions that act for somebody: all but questions and fetching."""
    found = [node for node in TREES[path].body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return [node for node in found if "by" in {arg.arg for arg in node.args.kwonlyargs}]


@pytest.mark.parametrize("path", SERVICES, ids=str)
def test_every_use_case_is_one_outermost_transaction(path):
    assert use_cases(path) or path.name == "__init__.py"
    for node in use_cases(path):
        assert [ast.unparse(one) for one in node.decorator_list] == ["transaction.atomic(durable=True)"], node.name


def test_the_network_is_used_outside_transactions():
    (fetching,) = [node for _, node in breaches([Path("claims/services/articles.py")], ast.FunctionDef)
                   if node.name == "read_article_at"]  # fmt: skip
    assert fetching.decorator_list == []


def test_a_task_takes_an_id_or_nothing_and_returns_nothing():
    tasks = [
        node
        for _, node in breaches([path for path in IN_APPS if path.name == "tasks.py"], ast.FunctionDef)
        if any("shared_task" in ast.unparse(one) for one in node.decorator_list)
    ]
    assert tasks
    for task in tasks:
        assert all(arg.arg.endswith("_id") for arg in task.args.args), task.name
        assert ast.unparse(task.returns) == "None", task.name


# ── Doors ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_queryset_of_a_door_begins_with_what_the_caller_may_see():
    doors = [path for path in IN_APPS if DOORS & set(path.with_suffix("").parts)]
    unlimited = [
        place
        for place, node in breaches(doors, ast.FunctionDef)
        if node.name == "get_queryset"
        and not re.search(r"\.visible_to\(|super\(\)\.get_queryset\(|filter\(user=", ast.unparse(node))
    ]
    assert unlimited == []


def test_every_door_of_the_api_does_what_all_of_them_do_alike():
    assert documented_views()
    # a load in bulk is a stream, and by itself does nothing twice
    assert [view for view in documented_views() if not issubclass(view, ApiViewSet)] == [BulkView]


def test_every_admin_page_of_a_desk_can_ask_what_a_member_may_see():
    pages = [(model, page) for model, page in site._registry.items() if isinstance(page, DeskScopedAdmin)]
    assert pages
    for model, page in pages:
        asks_another = "get_queryset" in vars(type(page))
        assert asks_another or hasattr(model._default_manager, "visible_to"), model.__name__


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_field_is_called_status():
    assert [name for name, field in own_fields() if field.name == "status"] == []


def test_times_days_and_flags_are_named_alike():
    endings = [(models.DateTimeField, r".*_(at|until)"), (models.DateField, r".*_(on|until)"),
               (models.BooleanField, r"(is|has)_.*")]  # fmt: skip
    wrong = []
    for name, field in own_fields():
        pattern = next((pattern for kind, pattern in endings if isinstance(field, kind)), ".*")
        if not re.fullmatch(pattern, field.name):
            wrong.append(name)
    assert wrong == []


def test_an_earlier_app_does_not_see_the_later_one_through_a_foreign_key():
    seen = [
        name
        for name, field in own_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label != field.model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert seen == ["FactCheck.review"]  # publishing is nested in reviews, and a review has one page or none


def test_no_table_has_a_generic_foreign_key():
    assert [model for model in own_models() if model._meta.private_fields] == []


def test_every_constraint_is_named_after_its_table():
    def words(model: type[models.Model]) -> set[str]:
        """claim_review may be called review, rating_scale scale: any word of the model's name will do."""
        return {word.lower() for word in re.findall(r"[A-Z][a-z]+", model.__name__)}

    wrong = [
        constraint.name
        for model in own_models()
        for constraint in model._meta.constraints
        if not words(model) & set(constraint.name.split("_"))
    ]
    assert wrong == []


def test_events_texts_and_verdicts_refuse_change_in_the_database(db):
    facts = {Revision, Verdict, Verdict.evidence.through, *Event.__subclasses__()}
    assert facts >= {ClaimEvent, ReviewEvent}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_is\\_append\\_only'")
        guarded = {row[0] for row in cursor.fetchall()}
    assert {model._meta.db_table for model in facts} <= guarded


def test_every_program_of_the_bench_still_finds_what_it_measures():
    names = [".".join(path.with_suffix("").parts) for path in modules_of("bench")]
    load = f"import django, importlib; django.setup(); [importlib.import_module(one) for one in {names}]"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", load], cwd=BASE, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
