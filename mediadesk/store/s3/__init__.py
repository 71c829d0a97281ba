"""A store behind the S3 API. The only room that knows boto3: client.py is the store, parts.py sends big files, trial.py
finds out what a server really does, words.py says what it answered.
"""

from mediadesk.store.s3.client import S3

__all__ = ["S3"]
