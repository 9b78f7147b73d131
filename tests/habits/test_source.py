"""Source stays readable: docstrings on what is public, files and functions of modest length."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.habits.repository import ROOT, source_files

LONGEST_FILE = 450
LONGEST_FUNCTION = 80

Function = ast.FunctionDef | ast.AsyncFunctionDef


def has_docstring(node: ast.ClassDef | Function) -> bool:
    """True if it says what it is, or is a signature whose docstring stands elsewhere."""
    elsewhere = (ast.unparse(decorator) for decorator in node.decorator_list)
    return bool(ast.get_docstring(node)) or any(
        name.endswith(("overload", ".setter")) for name in elsewhere
    )


def public(body: Iterable[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    """The public classes and functions of a module or class."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node


def classes_of(trees: Iterable[ast.Module]) -> dict[str, ast.ClassDef]:
    """Class by name."""
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


def inherits_docstring(method: str, of: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> bool:
    """True if a class above documents the method: its promise holds for this one too."""
    above = (classes.get(ast.unparse(base).partition("[")[0]) for base in of.bases)
    return any(
        any(node.name == method and has_docstring(node) for node in public(base.body))
        or inherits_docstring(method, base, classes)
        for base in above
        if base is not None and base is not of
    )


def bare_definitions(tree: ast.Module, classes: dict[str, ast.ClassDef]) -> Iterator[str]:
    """The names in one module that are public and have no docstring."""
    for node in public(tree.body):
        if not has_docstring(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for method in public(node.body):
                if not has_docstring(method) and not inherits_docstring(method.name, node, classes):
                    yield f"{node.name}.{method.name}"


def missing_docstrings(paths: Iterable[Path]) -> list[str]:
    """What of the files is public and has no docstring."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    classes = classes_of(trees.values())
    missing = []
    for path, tree in trees.items():
        bare = [] if ast.get_docstring(tree) else ["the module"]
        missing += [f"{path.name}: {name}" for name in [*bare, *bare_definitions(tree, classes)]]
    return missing


def too_long(path: Path) -> list[str]:
    """The file and the functions in it that are over the limits."""
    text = path.read_text(encoding="utf-8")
    length = len(text.splitlines())
    found = [f"the file: {length} lines"] if length > LONGEST_FILE else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                found.append(f"{node.name}: {lines} lines")
    return found


def test_everything_public_has_a_docstring() -> None:
    assert missing_docstrings(source_files()) == []


def test_files_and_functions_stay_short() -> None:
    found = {str(path.relative_to(ROOT)): too_long(path) for path in source_files()}
    assert {name: long for name, long in found.items() if long} == {}


def test_a_planted_bare_definition_is_found(tmp_path: Path) -> None:
    path = tmp_path / "bare.py"
    path.write_text(
        "class Open:\n    def method(self): ...\n    def _own(self): ...\n\n"
        'class Base:\n    """Says."""\n    def told(self):\n        """Says."""\n\n'
        'class Below(Base):\n    """Says."""\n    def told(self): ...\n    def new(self): ...\n\n'
        'def told():\n    """Says."""\n\ndef bare(): ...\n\ndef _own(): ...\n',
        encoding="utf-8",
    )
    assert missing_docstrings([path]) == [
        "bare.py: the module",
        "bare.py: Open",
        "bare.py: Open.method",
        "bare.py: Below.new",
        "bare.py: bare",
    ]


def test_a_planted_long_file_and_function_are_found(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    at_limit = "def short():\n" + "    pass\n" * (LONGEST_FUNCTION - 1)
    path.write_text(at_limit, encoding="utf-8")
    assert too_long(path) == []
    body = "def long():\n" + "    pass\n" * LONGEST_FUNCTION
    path.write_text(at_limit + body + "\n" * LONGEST_FILE, encoding="utf-8")
    lines = LONGEST_FILE + 2 * LONGEST_FUNCTION + 1
    assert too_long(path) == [f"the file: {lines} lines", f"long: {LONGEST_FUNCTION + 1} lines"]
