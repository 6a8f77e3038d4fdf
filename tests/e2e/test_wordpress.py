"""A real WordPress: media with the document's bytes leave its library and its uploads, and no others."""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.connector import OriginContract, take_all
from tests.e2e.wordpress_site import Site, wordpress
from tests.incident.takedown.connectors.rig import NOTICE, ROSTER, context, kept, secret_file, target
from withhold.incident.takedown.connectors.wordpress import from_site
from withhold.incident.takedown.interface import Connector, Result, SiteUnusable, TakedownError, Target

pytestmark = [pytest.mark.service("wordpress", "mariadb")]


@dataclass(slots=True)
class Library:
    """A stage of tests.contract.connector."""

    site: Site
    folder: Path
    path: str = "/wp-content/uploads/list.csv"

    @property
    def target(self) -> Target:
        return target(f"{self.site.url}{self.path}")

    @property
    def secrets(self) -> Sequence[str]:
        password = self.site.credentials.partition(":")[2]
        return [password, base64.b64encode(self.site.credentials.encode()).decode()]

    def upload(self) -> None:
        if not self.served():
            shown = str(self.site.upload("list.csv", ROSTER)["source_url"])
            self.path = shown.removeprefix(self.site.url)

    def connector(self) -> Connector:
        return self.connect(self.site.url, self.site.credentials)

    def broken(self) -> Connector:
        return self.connect(self.site.url, "admin:abcd abcd abcd abcd abcd abcd")

    def picture(self) -> object:
        listed = json.loads(
            self.site.ask("/wp/v2/media&per_page=100&context=edit&_fields=id,modified_gmt")[2]
        )
        uploads = self.site.uploads
        return listed, sorted((str(path), path.read_bytes()) for path in uploads.rglob("*") if path.is_file())

    def served(self) -> bool:
        return self.site.get(self.path) == (200, ROSTER)

    def occupy(self) -> Callable[[], bool]:
        """As plugins do that replace an entry's file; where there is none any more, as a new upload."""
        file = self.site.root / "site" / self.path.removeprefix("/")
        if file.exists():
            file.write_bytes(NOTICE)
        else:
            shown = str(self.site.upload("list.csv", NOTICE)["source_url"])
            self.path = shown.removeprefix(self.site.url)
        return lambda: self.site.get(self.path) == (200, NOTICE)

    def kept(self) -> bool:
        return kept(self.folder)

    def connect(self, url: str, credentials: str) -> Connector:
        self.folder.mkdir(exist_ok=True)
        path = self.folder.parent / "credentials"
        path.unlink(missing_ok=True)
        table = {"type": "wordpress", "url": url, "credentials": secret_file(path, credentials)}
        return from_site(table, context(self.folder, self.site.port))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with wordpress(tmp_path_factory.mktemp("wp")) as running:
        yield running


@pytest.fixture
def library(site: Site, tmp_path: Path) -> Iterator[Library]:
    yield Library(site, tmp_path / "work")
    while entries := json.loads(site.ask("/wp/v2/media&per_page=100&_fields=id")[2]):
        for entry in entries:
            site.ask(f"/wp/v2/media/{entry['id']}&force=true", "DELETE")
    assert [path for path in site.uploads.rglob("*") if path.is_file()] == []


class TestContract(OriginContract):
    kills = 6

    @pytest.fixture
    def stage(self, library: Library) -> Library:
        return library


def test_an_entry_is_found_by_its_bytes_whatever_its_name(library: Library) -> None:
    library.site.upload("another-name.csv", ROSTER)
    library.site.upload("same-size.csv", b"x" * len(ROSTER))
    (outcome,) = take_all(library)
    assert outcome.result is Result.DONE
    assert len(json.loads(library.site.ask("/wp/v2/media")[2])) == 1
    assert kept(library.folder)


def test_a_picture_is_found_by_the_bytes_of_every_size_and_goes_with_all(library: Library) -> None:
    image = photograph(3000, 2000)
    shown = library.site.upload("scan.jpg", image, "image/jpeg")
    details = shown["media_details"]
    assert isinstance(details, dict)
    assert "scaled" in str(shown["source_url"])
    medium = str(details["sizes"]["medium"]["source_url"]).removeprefix(library.site.url)
    thumbnail = library.site.get(medium)[1]
    for wanted in (image, thumbnail):
        assert len(library.connector().plan(target(f"{library.site.url}/x", content=wanted))) == 1
    connector = library.connector()
    (step,) = connector.plan(target(f"{library.site.url}/x", content=image))
    assert {str(shown["source_url"]), f"{library.site.url}{medium}"} < set(step.urls)
    assert connector.take(step).result is Result.DONE
    assert [path for path in library.site.uploads.rglob("*") if path.is_file()] == []
    assert kept(library.folder, image)


def test_posts_that_link_to_it_are_told_and_not_changed(library: Library) -> None:
    library.upload()
    text = f'<a href="{library.site.url}{library.path}">the list</a>'
    body = json.dumps({"title": "News", "content": text, "status": "draft"}).encode()
    post = json.loads(library.site.ask("/wp/v2/posts", "POST", body, Content_Type="application/json")[2])
    (step,) = library.connector().plan(library.target)
    assert f"posts {post['id']}" in step.describe
    take_all(library)
    after = json.loads(library.site.ask(f"/wp/v2/posts/{post['id']}&context=edit")[2])
    assert after["content"]["raw"] == text


def test_more_entries_than_one_answer_holds_are_all_looked_at(library: Library) -> None:
    library.upload()
    for number in range(101):
        library.site.upload(f"{number}.txt", b"text %d" % number, "text/plain")
    library.site.upload("last.csv", ROSTER)
    assert len(library.connector().plan(library.target)) == 2


def test_a_file_that_wordpress_left_behind_is_a_failure(library: Library) -> None:
    """It says nothing where it may not remove a file."""
    library.upload()
    file = library.site.root / "site" / library.path.removeprefix("/")
    connector = library.connector()
    (step,) = connector.plan(library.target)
    connector.take(step)
    file.write_bytes(ROSTER)
    outcome = connector.take(step)
    assert outcome.result is Result.FAILED
    assert "still served" in outcome.detail
    file.unlink()
    assert connector.take(step).result is Result.ALREADY


def test_a_file_that_another_connector_moved_away_is_no_obstacle(library: Library) -> None:
    library.upload()
    connector = library.connector()
    (step,) = connector.plan(library.target)
    (library.site.root / "site" / library.path.removeprefix("/")).unlink()
    outcome = connector.take(step)
    assert outcome.result is Result.DONE
    assert outcome.proof["kept"] is False
    assert connector.take(step).result is Result.ALREADY


def test_who_may_not_delete_is_told(library: Library) -> None:
    library.upload()
    reader = library.connect(library.site.url, library.site.reader)
    with pytest.raises(TakedownError, match="WordPress"):
        reader.plan(library.target)


def test_an_address_that_is_no_wordpress_is_told(library: Library) -> None:
    wrong = library.connect(f"{library.site.url}/wp-content", library.site.credentials)
    with pytest.raises(TakedownError, match="url"):
        wrong.plan(library.target)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"url": "http://www.example.org"}, "https"),
        ({"url": "https://admin:hunter2@www.example.org"}, "url"),
        ({"credentials": "admin:hunter2"}, "credentials"),
    ],
)
def test_a_wrong_table_is_told_without_the_secret(
    library: Library, keys: dict[str, object], word: str
) -> None:
    path = secret_file(library.folder.parent / "good", "admin:abcd efgh")
    with pytest.raises(SiteUnusable, match=word) as caught:
        from_site({"url": "https://www.example.org", "credentials": path, **keys}, context(library.folder))
    assert "hunter2" not in str(caught.value)


def photograph(width: int, height: int) -> bytes:
    """A JPEG that WordPress scales down and makes smaller sizes of."""
    code = f"$image = imagecreatetruecolor({width}, {height}); imagejpeg($image, null, 90);"
    return subprocess.run(["php", "-r", code], check=True, capture_output=True).stdout
