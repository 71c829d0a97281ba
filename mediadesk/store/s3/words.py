"""What S3 servers answer, in our words. No exception of boto3 goes beyond this room."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from mediadesk.errors import StoreRefused

_RIGHTS = "give the key s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject on the bucket"
_CREDENTIALS = "set AWS_PROFILE, or `profile` in [store.{name}] of mediadesk.toml"
_AGAIN = "run it again; what is there already is kept"
# What a server answers → what went wrong, what helps. {where} is s3://bucket, {doing} the attempt.
REFUSALS = {
    "NoSuchBucket": ("there is no bucket {where}", "make the bucket, or set `bucket` in [store.{name}]"),
    "404": ("{host} is no S3 server, or has no {where}", "check `endpoint` and `bucket` in [store.{name}]"),
    "AccessDenied": ("{where}: not allowed to {doing}", _RIGHTS),
    "AllAccessDisabled": ("{where}: not allowed to {doing}", _RIGHTS),
    "403": ("{where}: not allowed to {doing}", _RIGHTS),
    "InvalidAccessKeyId": ("{where} does not know this key", _CREDENTIALS),
    "SignatureDoesNotMatch": ("{where} does not accept this key's secret", _CREDENTIALS),
    "ExpiredToken": ("the credentials for {where} have expired", _CREDENTIALS),
    "InvalidToken": ("{where} does not accept these credentials", _CREDENTIALS),
    "RequestTimeTooSkewed": ("{where} says this machine's clock is wrong", "set the clock, then run it again"),
    "PermanentRedirect": ("{where} is in another region", "set `region` in [store.{name}]"),
    "AuthorizationHeaderMalformed": ("{where} is in another region", "set `region` in [store.{name}]"),
    "301": ("{where} is in another region", "set `region` in [store.{name}]"),
    "SlowDown": ("{where} is too busy to {doing}", _AGAIN),
    "503": ("{where} is too busy to {doing}", _AGAIN),
    "BadDigest": ("bytes changed on the way to {where}", _AGAIN),
    "XAmzContentSHA256Mismatch": ("bytes changed on the way to {where}", _AGAIN),
}


@contextmanager
def in_our_words(doing: str, *, name: str, bucket: str, host: str) -> Iterator[None]:
    """The border: what boto3 raises becomes StoreRefused, with what helps and without its text."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (ClientError, BotoCoreError, OSError) as trouble:
        what, hint = _words_for(trouble)
        words = {"where": f"s3://{bucket}", "doing": doing, "name": name, "host": host}
        raise StoreRefused(what.format(**words), hint=hint.format(**words)) from trouble


def code_of(refused: Exception) -> str:
    """The code of a refusal, else its HTTP status: letters and digits alone, for a server may write anything."""
    answer = getattr(refused, "response", {})
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return re.sub(r"\W", "", str(answer.get("Error", {}).get("Code") or status))


def _words_for(trouble: Exception) -> tuple[str, str]:
    """What went wrong and what helps, to be formatted. Never the library's own text: it may quote what is secret."""
    from botocore import exceptions as aws

    match trouble:
        case aws.ClientError():
            code = code_of(trouble)
            return REFUSALS.get(code, ("{where} refused to {doing}: " + code, _AGAIN))
        case aws.NoCredentialsError() | aws.PartialCredentialsError() | aws.CredentialRetrievalError():
            return "no credentials for {where}", _CREDENTIALS
        case aws.ProfileNotFound():
            return "no credentials for {where}: there is no such profile", _CREDENTIALS
        case aws.SSLError():
            return (
                "{host} has no certificate that this machine trusts",
                "check `endpoint` in [store.{name}]; for a server of your own, name its CA's file in AWS_CA_BUNDLE",
            )
        case aws.ConnectionError() | aws.HTTPClientError() | aws.IncompleteReadError():
            return "{host} does not answer", "check the network, and `endpoint` in [store.{name}] of mediadesk.toml"
        case aws.ParamValidationError():
            return "{where} cannot be a bucket's name", "set `bucket` in [store.{name}] of mediadesk.toml"
        case OSError():
            return f"cannot {{doing}} {{where}}: {trouble.strerror}", "look after the disk of this desk"
        case _:
            return f"cannot {{doing}} {{where}}: {type(trouble).__name__}", "check [store.{name}] of mediadesk.toml"
