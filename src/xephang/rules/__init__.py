"""Cách chấm điểm: one module a rule kind, listed in one plain dict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from xephang.rules.bands import BandsRule
from xephang.rules.base import Rule
from xephang.rules.choice import ChoiceRule
from xephang.rules.deduction import DeductionRule
from xephang.rules.given import GivenRule
from xephang.rules.information import InformationRule
from xephang.rules.linear import LinearRule
from xephang.rules.normalised import NormalisedRule
from xephang.rules.parts import BestOfRule, BranchesRule, Part, SumRule
from xephang.rules.per_item import PerItemRule
from xephang.rules.quantities import needs_block
from xephang.rules.ratio import RatioRule
from xephang.rules.table import TableRule

RULE_KINDS: dict[str, type[Rule]] = {
    "choice": ChoiceRule,
    "ratio": RatioRule,
    "bands": BandsRule,
    "table": TableRule,
    "per_item": PerItemRule,
    "linear": LinearRule,
    "normalised": NormalisedRule,
    "given": GivenRule,
    "deduction": DeductionRule,
    "sum": SumRule,
    "best_of": BestOfRule,
    "branches": BranchesRule,
    "information": InformationRule,
}

AnyRule = Annotated[
    ChoiceRule
    | RatioRule
    | BandsRule
    | TableRule
    | PerItemRule
    | LinearRule
    | NormalisedRule
    | GivenRule
    | DeductionRule
    | SumRule
    | BestOfRule
    | BranchesRule
    | InformationRule,
    Field(discriminator="kind"),
]

_namespace = {"AnyRule": AnyRule}
Part.model_rebuild(_types_namespace={**_namespace})
SumRule.model_rebuild(_types_namespace=_namespace)
BestOfRule.model_rebuild(_types_namespace=_namespace)
BranchesRule.model_rebuild(_types_namespace=_namespace)


def walk_rules(rule: Rule) -> Iterator[Rule]:
    """The rule and every rule it is made of."""
    yield rule
    for part, _ in rule.subrules():
        yield from walk_rules(part)


def is_block_rule(rule: Rule) -> bool:
    """True if scoring needs other units' answers (two passes)."""
    return any(
        each.needs_block or any(needs_block(quantity) for quantity in each.quantities())
        for each in walk_rules(rule)
    )
