"""Nhân tính nhanh: whole columns of answers to leaf points, exact, beside the one evaluator.

A kernel never decides what a rule means: `Rule.award` does, and tests hold the two
together. Points are whole numbers of the declared leaf scale.
"""

from xephang.kernels.columns import AnswerColumns, columns_from
from xephang.kernels.plans import LeafPlan, plan

__all__ = ["AnswerColumns", "LeafPlan", "columns_from", "plan"]
