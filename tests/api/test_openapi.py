"""The API description is valid OpenAPI 3.1 and tells of every route; names in it mean one thing."""

import importlib
import pkgutil
from collections import Counter

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

import api
from api import problems
from tests.api.described import template

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def description(client: FlaskClient) -> dict:
    return client.get("/api/openapi.json").get_json()


def test_it_is_valid_openapi_3_1(description: dict):
    assert description["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(description).validate()


def test_every_route_under_api_is_described(client: FlaskClient, description: dict):
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    offered = {
        (method, template(rule.rule))
        for rule in client.application.url_map.iter_rules()
        for method in METHODS & (rule.methods or set())
        if rule.rule.startswith("/api/") and rule.endpoint != "pages.openapi"
    }
    assert offered <= described
    assert described - offered == {("GET", "/healthz")}


def test_every_refusal_is_described_as_problem_json(description: dict):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], (path, method, status)


def test_every_refusal_a_route_can_come_to_is_described(description: dict):
    """What tests were answered with is compared in conftest.py; here what follows from the gate and the table of errors."""
    assert {status for _, status in problems.STATUS} <= {*problems.ANYWHERE, 404, 409, 412}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            refused = {int(status) for status in operation["responses"] if status >= "400"}
            assert refused >= set(problems.ANYWHERE), (path, method)
            assert (404 in refused) == ("{" in path), (path, method)
            assert (415 in refused) == (method in ("post", "put", "patch")), (path, method)


def test_no_two_models_share_a_name():
    """The library keeps components by class name: a second one of the same name would silently replace the first."""
    for module in pkgutil.walk_packages(api.__path__, "api."):
        importlib.import_module(module.name)
    ours = [model.__name__ for model in _below(BaseModel) if model.__module__.startswith("api.")]
    assert [name for name, count in Counter(ours).items() if count > 1] == []


def _below(model: type[BaseModel]) -> set[type[BaseModel]]:
    return {deeper for child in model.__subclasses__() for deeper in (child, *_below(child))}
