"""What the suites of contracts share."""

from tests.seaweed import s3_server

__all__ = ["s3_server"]
