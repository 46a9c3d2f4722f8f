"""The fields of the two formats, as the JSON Schemas name them and as the tables of docs/problem.md name them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "problem.md").read_text("utf-8")
_ROW = re.compile(r"^\| `([\w.\[\]]+)` \| (.*?) \| (.*?) ?\| (.*?) \| .*\|$", re.MULTILINE)


@dataclass(frozen=True)
class Field:
    """One row of a table: `cases[].meetings[].minutes`, what may stand there, its unit, its default."""

    path: str
    value: str
    unit: str
    default: str


def schema_of(name: str) -> dict[str, Any]:
    """The schema of `problem` or `plan`."""
    return json.loads((ROOT / "docs" / "schemas" / f"appointment-{name}-1.schema.json").read_text("utf-8"))


def fields_of_schema(schema: dict[str, Any]) -> Iterator[Field]:
    """All fields of a schema; those of `pinned` are the plan's appointments and stand there."""
    return _inside(schema, schema, "")


def fields_of_page(form: str) -> list[Field]:
    """All rows of the section of a format (`problem`, `plan`) that begin with a field."""
    section = re.split(r"^## ", PAGE.split(f"\n## The {form}\n")[1], flags=re.MULTILINE)[0]
    return [Field(*row) for row in _ROW.findall(section)]


def _inside(schema: dict[str, Any], node: dict[str, Any], path: str) -> Iterator[Field]:
    for name, field in node.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        default = "mandatory" if name in node["required"] else "absent"
        if "default" in field:
            default = f"`{json.dumps(field['default'])}`"
        yield Field(here, _value(field), field.get("x-unit", ""), default)
        yield from _deeper(schema, field, here)


def _deeper(schema: dict[str, Any], field: dict[str, Any], path: str) -> Iterator[Field]:
    for choice in field.get("anyOf", [field]):
        if path != "pinned" and "items" in choice:
            item = choice["items"] or choice["prefixItems"][0]
            item = schema["$defs"][item["$ref"].rpartition("/")[2]] if "$ref" in item else item
            yield from _inside(schema, item, f"{path}[]")
        yield from _inside(schema, choice, path)


def _value(field: dict[str, Any]) -> str:
    """What may stand in a field, in the words of the tables."""
    match field:
        case {"anyOf": [one, {"type": "null"}]}:
            return f"{_value(one)}, or null"
        case {"$ref": reference}:
            return reference.rpartition("/")[2]
        case {"const": only}:
            return f"`{json.dumps(only)}`"
        case {"enum": words}:
            return "one of " + json.dumps(words)[1:-1]
        case {"prefixItems": _}:
            return "the five goals"
        case {"type": "array", "items": item}:
            return f"list of {_value(item)}"
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"{least:,} to {most:,}"
        case {"type": "string", "minLength": least, "maxLength": most}:
            return f"text of {least:,} to {most:,} characters"
        case {"type": "number", "minimum": least}:
            return f"number from {least}"
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "object"}:
            return "object"
    raise ValueError(f"the tables have no words for {field}")
