"""Lược đồ: JSON Schema of every file that people write, for editors and other programs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from xephang.campaign import CampaignFile
from xephang.cases import CaseFile
from xephang.regulation import FormFile, RegulationFile

SCHEMAS: dict[str, type[BaseModel]] = {
    "regulation": RegulationFile,
    "form": FormFile,
    "campaign": CampaignFile,
    "cases": CaseFile,
}


def editor_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file.

    Every scalar is read as the text that was written, so wherever text is wanted an
    editor must also take `2020` and `85`, which it sees as numbers. Raises `KeyError`.
    """
    schema = _loosened(SCHEMAS[kind].model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"xephang {kind}"
    return dict(schema)


def _loosened(node: Any) -> Any:
    if isinstance(node, list):
        return [_loosened(each) for each in node]
    if not isinstance(node, dict):
        return node
    loosened = {key: _loosened(value) for key, value in node.items()}
    if loosened.get("type") == "string":
        loosened["type"] = ["string", "number"]
    if loosened.get("type") == "boolean":
        loosened = {**loosened, "type": ["boolean", "string"]}
    if loosened.get("type") == "integer":
        loosened["type"] = ["integer", "string"]
    const = loosened.get("const")
    if isinstance(const, str) and const.isdigit():
        del loosened["const"]
        loosened["enum"] = [const, int(const)]
    return loosened
