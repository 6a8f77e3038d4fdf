"""What every test shares: where the real files are, and that a missing service is seen."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
_PROGRAMS = {
    "libreoffice": ("soffice", "libreoffice"),
    "chromium": ("chromium", "chromium-browser"),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "squid": ("squid", "/usr/sbin/squid"),
    "varnish": ("varnishd", "/usr/sbin/varnishd"),
    "age": ("age",),
    "apache2": ("/usr/sbin/apache2",),
    "sshd": ("/usr/sbin/sshd",),
    "nginx-cache-purge": ("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so",),
    "wordpress": ("/usr/share/wordpress/wp-load.php",),
    "postfix": ("postfix", "/usr/sbin/postfix"),
    "mariadb": ("mariadbd", "/usr/sbin/mariadbd"),
    "tesseract": ("/usr/share/tesseract-ocr/5/tessdata/eng.traineddata",),
    "postgresql": ("/usr/lib/postgresql/15/bin/initdb", "/usr/lib/postgresql/16/bin/initdb"),
}


# How fast examples are made is the machine's load, not a fault of what is tested.
settings.register_profile("loaded", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("loaded")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips tests whose real files or programs are not on this machine, and says which."""
    if item.get_closest_marker("corpora") and not CORPORA.is_dir():
        pytest.skip("the shared corpora of real files are not beside this checkout")
    marker = item.get_closest_marker("service")
    if marker:
        for program in marker.args:
            if not any(shutil.which(name) or Path(name).is_file() for name in _PROGRAMS[program]):
                pytest.skip(f"{program} is not installed")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, "pytest.CallInfo[None]", None]:
    """Turns a skipped service test into a failure where the environment says that all must run."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and item.get_closest_marker("service") and os.environ.get("WITHHOLD_REQUIRE_SERVICES"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a service test was skipped where all of them have to run"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuses to start where pytest-xdist could not write its groups: they would silently not be kept."""
    if getattr(config.option, "loadgroup", False):
        for item in items:
            if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
                raise pytest.UsageError(f"{item.nodeid}: pytest-xdist does not keep this test's group")


@pytest.fixture
def corpora() -> Path:
    """The folder of real files collected from public projects, read only."""
    return CORPORA
