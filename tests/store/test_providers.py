"""Whose store it is, by its address; and that every one of them has an answer to every line that can fail."""

from typing import get_args

import pytest

from mediadesk import settings
from mediadesk.store.providers import PROVIDERS, Matter, ProviderName, provider_of


@pytest.mark.parametrize(
    ("endpoint", "name", "region"),
    [
        ("", "aws", ""),
        ("https://s3.eu-central-1.amazonaws.com", "aws", "eu-central-1"),
        ("https://0123456789abcdef.r2.cloudflarestorage.com", "r2", ""),
        ("https://0123456789abcdef.eu.r2.cloudflarestorage.com", "r2", ""),
        ("https://s3.us-west-004.backblazeb2.com", "b2", "us-west-004"),
        ("https://s3.eu-central-2.wasabisys.com", "wasabi", "eu-central-2"),
        ("https://fsn1.your-objectstorage.com", "hetzner", "fsn1"),
        ("https://s3.fr-par.scw.cloud", "scaleway", "fr-par"),
        ("http://127.0.0.1:8333", "any", ""),
        ("https://s3.example.org", "any", ""),
        ("https://amazonaws.com.example.org", "any", ""),
    ],
)
def test_it_is_known_by_its_address(endpoint, name, region):
    found = provider_of(endpoint)

    assert (found.name, found.region_in(endpoint)) == (name, region)


def test_what_the_settings_say_goes_over_the_address():
    assert provider_of("http://127.0.0.1:3900", "garage").name == "garage"
    assert provider_of("http://127.0.0.1:3900", "garage").region == "garage"
    assert provider_of("https://s3.eu-central-2.wasabisys.com", "any").name == "any"


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("matter", get_args(Matter))
def test_each_has_a_fix_for_each_line(name, matter):
    fix = PROVIDERS[name].fix(matter, "dispatches")

    assert len(fix) > 20
    assert "{" not in fix.replace("[{", "")
    assert "\n" not in fix


def test_the_names_in_the_settings_are_those_of_the_table():
    assert list(PROVIDERS) == list(get_args(ProviderName))
    assert get_args(settings.Provider) == ("auto", *get_args(ProviderName))
