"""The API description next to the routes of the application."""

from flask_openapi import OpenAPI

Answered = tuple[str, str, int]  # method, rule as flask writes it, status


def template(rule: str) -> str:
    """/cases/<int(max=9):case_id> -> /cases/{case_id}"""
    parts = [f"{{{part.rstrip('>').rpartition(':')[2]}}}" if part.startswith("<") else part for part in rule.split("/")]
    return "/".join(parts)


def described_answers(app: OpenAPI) -> set[Answered]:
    """Every answer the description tells of."""
    rules = {template(rule.rule): rule.rule for rule in app.url_map.iter_rules()}
    return {
        (method.upper(), rules[path], int(status))
        for path, methods in app.api_doc["paths"].items()
        for method, operation in methods.items()
        for status in operation["responses"]
    }
