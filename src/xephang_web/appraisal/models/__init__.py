"""Tables of the second half: proceedings, findings, what they rest on, who checks what."""

from xephang_web.appraisal.models.assignments import (
    CriterionTask,
    SampleDraw,
    SecondLook,
    Verification,
)
from xephang_web.appraisal.models.findings import Clarification, Finding, SiteVisit
from xephang_web.appraisal.models.proceedings import CouncilSession, FormAppraisal, Proceedings
from xephang_web.appraisal.models.reference import (
    InspectionResult,
    ReferenceLook,
    ReferenceTable,
    ReferenceValue,
)

__all__ = [
    "Clarification",
    "CouncilSession",
    "CriterionTask",
    "Finding",
    "FormAppraisal",
    "InspectionResult",
    "Proceedings",
    "ReferenceLook",
    "ReferenceTable",
    "ReferenceValue",
    "SampleDraw",
    "SecondLook",
    "SiteVisit",
    "Verification",
]
