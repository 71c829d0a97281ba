"""What the tests of stores share: a bucket of their own."""

from tests.seaweed import s3_server

__all__ = ["s3_server"]
