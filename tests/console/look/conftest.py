"""The real browser, for the tests of this room."""

from tests.console.browser import browse as browse
