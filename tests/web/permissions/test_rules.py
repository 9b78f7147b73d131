"""Every permission × every role × every place × every state: as the rules in words say."""

from __future__ import annotations

import pytest
from rules.permissions import permissions

from tests.web.permissions import rules_table as table
from tests.web.permissions.posts import (
    Posts,
    appointing_differences,
    differences,
    filling_differences,
    held_by_nobodies,
    make_posts,
)
from xephang_web.accounts.models import Role

OF_OBJECTS = tuple(each for each in table.RULES if each.about in ("campaign", "form"))
REACHED = ("draft", "submitted", "checked by itself", "sent to the panel", "second look")
OTHERS = tuple(each for each in table.RULES if each not in OF_OBJECTS)


@pytest.fixture
def posts(db: None) -> Posts:
    """Somebody in every post."""
    return make_posts()


def undeclared() -> set[str]:
    """Permissions of the application that stand in no row of the rules."""
    return set(permissions) - {each.name for each in table.RULES}


def test_every_permission_stands_in_the_rules() -> None:
    assert undeclared() == set(), (
        "add a Rule to tests/web/permissions/rules_table.py for each: who has it, held where, when"
    )
    assert {each.name for each in table.RULES} <= set(permissions), "rules of nothing: drop them"


def test_every_role_stands_in_the_rules() -> None:
    assert set(table.ROLES) == set(Role.values), "add the role to ROLES in rules_table.py"


def test_permissions_are_given_as_the_rules_say_in_every_state(posts: Posts) -> None:
    assert list(differences(posts, OF_OBJECTS, table.FORM_STATES)) == []


def test_permissions_without_a_state_are_given_as_the_rules_say(posts: Posts) -> None:
    assert list(differences(posts, OTHERS, ("draft",))) == []


def test_scoped_queries_reach_what_the_rules_say(posts: Posts) -> None:
    assert list(differences(posts, table.REACHES, REACHED)) == []


def test_who_holds_no_post_today_has_nothing(posts: Posts) -> None:
    assert list(held_by_nobodies(posts, (*table.RULES, *table.REACHES))) == []


def test_roles_are_given_as_the_rules_say(posts: Posts) -> None:
    assert list(appointing_differences(posts)) == []


def test_a_form_is_written_to_by_its_unit_while_it_is_open_and_by_nobody_else(
    posts: Posts,
) -> None:
    assert list(filling_differences(posts)) == []
