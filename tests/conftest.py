"""The suite's fixtures; tests/fixtures/ says what each gives."""

pytest_plugins = [
    "tests.fixtures.reporting",
    "tests.fixtures.services",
    "tests.fixtures.portal",
    "tests.fixtures.demo",
    "tests.fixtures.browser",
]
