"""Whatever is sent to the API gets an answer that its description allows, never a crash."""

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings

from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Role

OPERATIONS = (
    ("GET", "/api/v1/metrics"),
    ("GET", "/api/v1/metrics/targets"),
    ("GET", "/api/v1/metrics/{key}"),
    ("GET", "/api/v1/metrics/{key}/download"),
    ("PUT", "/api/v1/metrics/{key}/target"),
)


@pytest.fixture
def described(world, ali):
    import schemathesis  # here, for it takes a second to load in every process that gathers tests

    _, secret = organisation.create_key(name="fuzz", role=Role.OWNER, units=(), by=ali)
    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    return loaded, {"Authorization": f"Bearer {secret}"}


def test_every_operation_is_tried(described):
    found = {
        (one.ok().method.upper(), one.ok().path) for one in described[0].get_all_operations() if one.ok().path.startswith("/api/v1/metrics")
    }
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_answers_anything(described, method, path):
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance

    schema, headers = described

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(schema[path][method].as_strategy())
    def answers(case):
        response = case.call(headers={**headers, "Accept-Encoding": "identity"})
        case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])
        if response.status_code >= 400:
            assert response.headers["content-type"][0] == "application/problem+json"

    answers()
