"""A bucket of one's own."""

from tests.seaweed import s3_server

__all__ = ["s3_server"]
