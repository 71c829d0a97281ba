"""Where a dispatch is embedded is kept, once for each address."""

from dataclasses import replace
from datetime import timedelta

from mediadesk.model.online import Post
from tests.catalogue.world import now

POST = Post(slug="recovery", url="https://example.org/2026/recovery", at=now())


def test_posts_come_back_the_oldest_first(catalogue):
    older = replace(POST, url="https://blog.example.org/1", at=now() - timedelta(days=1))
    with catalogue.write() as shelves:
        for each in (POST, older, replace(POST, slug="other")):
            shelves.posts.put(each)
    with catalogue.read() as shelves:
        assert shelves.posts.of("recovery") == [older, POST]
        assert shelves.posts.of("nothing") == []


def test_an_address_is_kept_once(catalogue):
    with catalogue.write() as shelves:
        shelves.posts.put(POST)
        shelves.posts.put(later := replace(POST, at=now() + timedelta(days=1)))
        assert shelves.posts.of("recovery") == [later]
