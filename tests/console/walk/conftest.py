"""The browser for walks."""

from tests.console.browser import browse as browse
