"""Whose store it is, and what differs: as data. A doctor's line that fails is told with the fix for this provider.

Known by the host of `endpoint`; for a server of one's own `provider` in the settings says what it is. Each fact was
looked up at the address beside it in 2026; SeaweedFS was tried.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

ProviderName = Literal[
    "aws", "r2", "b2", "wasabi", "hetzner", "scaleway", "minio", "ceph", "garage", "seaweedfs", "any"
]
Matter = Literal["public", "cors", "listing", "rights", "headers", "trailers", "discovery", "write", "flipped"]

CORS = (
    '[{"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"], "AllowedHeaders": ["Range"], '
    '"ExposeHeaders": ["Content-Length", "Content-Range", "ETag", "Accept-Ranges"], "MaxAgeSeconds": 86400}]'
)
_PUT_CORS = (
    "with the owner's key: aws s3api put-bucket-cors --bucket {bucket} --cors-configuration file://cors.json, "
    "where cors.json is as docs/bucket.md shows it"
)
_PUT_POLICY = (
    "with the owner's key: aws s3api put-bucket-policy --bucket {bucket} --policy file://public.json, "
    "where public.json is as docs/bucket.md shows it: s3:GetObject for everybody, and nothing else"
)
_ANY: Mapping[Matter, str] = {
    "write": "give the key s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject on the bucket",
    "public": f"let everybody read objects; {_PUT_POLICY}; then set `public_url` to the address readers use",
    "cors": f"{_PUT_CORS}. The origin must be * itself: a player in a post has none that a list could name",
    "listing": "take s3:ListBucket from everybody (*) in the bucket's policy, and leave s3:GetObject",
    "rights": "make a key for publishing alone: list, get, put and delete objects of this bucket, and nothing else",
    "headers": "look at what stands between: a proxy or CDN must keep Content-Type, Cache-Control, Content-Encoding",
    "trailers": 'leave `checksums` at "auto" or "when_required"',
    "flipped": 'leave `readback` at "full": what was sent is fetched again and compared',
    "discovery": "readers' pages must be at https://… on port 443, with no login and no robot check before them",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What is known of one kind of store."""

    name: ProviderName
    called: str
    hosts: str = r"(?!)"  # a pattern for the host of its endpoints; the default fits none
    region: str = ""  # where it must be named, and neither the settings nor the address do
    region_in_host: str = ""  # a pattern whose group is the region
    etag_is_md5: bool = True  # of a part; if not, only parts with a checksum survive a kill
    index_page: str = "no: our addresses end with index.html"  # whether /dir/ shows /dir/index.html
    traps: tuple[str, ...] = ()
    fixes: Mapping[Matter, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def fix(self, matter: Matter, bucket: str) -> str:
        """What helps here, in one line."""
        return (self.fixes.get(matter) or _ANY[matter]).replace("{bucket}", bucket)

    def region_in(self, endpoint: str) -> str:
        """The region that the address names, and requests must be signed for; empty when it names none."""
        found = re.search(self.region_in_host, urlsplit(endpoint).hostname or "") if self.region_in_host else None
        return found[1] if found else ""


PROVIDERS: Mapping[ProviderName, Provider] = MappingProxyType(
    {
        each.name: each
        for each in (
            Provider(
                name="aws",
                called="AWS S3",
                hosts=r"(^|\.)amazonaws\.com(\.cn)?$",
                region_in_host=r"s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws",
                index_page="only its website endpoints, and these without TLS",
                traps=("ACLs are off by default: a header with one is refused; mediadesk sends none",),
                fixes={
                    "public": f"turn off “Block public access” for this bucket, then {_PUT_POLICY}",
                    "rights": "make an IAM user of its own for publishing, with the policy of docs/bucket.md",
                },
                sources=("https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",),
            ),
            Provider(
                name="r2",
                called="Cloudflare R2",
                hosts=r"\.r2\.cloudflarestorage\.com$",
                region="auto",
                etag_is_md5=False,
                traps=(
                    "the address of the S3 API is never public: readers need a domain of yours, or the slow r2.dev",
                    "the ETag of a part is no MD5: a big film that was killed begins again",
                    "upload requests that end in a checksum (trailer) were refused for long",
                ),
                fixes={
                    "public": "in the dashboard: R2 › {bucket} › Settings › Custom domains; set `public_url` to that "
                    "domain. r2.dev is for trying out: it is slowed down",
                    "cors": "in the dashboard: R2 › {bucket} › Settings › CORS policy, the rule of docs/bucket.md; "
                    'the allowed headers must be named (["Range"]), * is not taken; then purge the cache of the domain',
                    "listing": "nothing of R2 lists to strangers: a Worker before the bucket does; change it",
                    "rights": "make an API token “Object Read & Write” for {bucket} alone, not “Admin Read & Write”",
                    "discovery": "turn off Bot Fight Mode and challenges for the domain, or let /v/* through by a rule",
                },
                sources=(
                    "https://developers.cloudflare.com/r2/api/s3/api/",
                    "https://developers.cloudflare.com/r2/buckets/cors/",
                    "https://github.com/alexmojaki/s3-stream-upload/issues/46",
                    "https://github.com/dotnet/dotnet-monitor/issues/9768",
                ),
            ),
            Provider(
                name="b2",
                called="Backblaze B2",
                hosts=r"\.backblazeb2\.com$",
                region_in_host=r"^(?:.+\.)?s3\.([a-z0-9-]+)\.backblazeb2",
                traps=(
                    "a bucket is public or private as a whole; there are no ACLs of objects",
                    "the checksum headers that boto3 sends by itself were refused: x-amz-sdk-checksum-algorithm",
                    "the master key does not work with the S3 API",
                ),
                fixes={
                    "public": "set the bucket's type to Public (web: Bucket Settings › Files in Bucket are: Public); "
                    "`public_url` is https://{bucket}.s3.REGION.backblazeb2.com, or your CDN before it",
                    "cors": "web: Bucket Settings › CORS Rules › every origin, for the S3 API too; "
                    "or b2 bucket update {bucket} allPublic --cors-rules FILE",
                    "listing": "the S3 API of B2 lists to nobody without a key: what lists is before it; change that",
                    "rights": "make an application key for {bucket} alone, Read and Write, with List All Bucket Names",
                },
                sources=(
                    "https://www.backblaze.com/docs/cloud-storage-s3-compatible-api",
                    "https://github.com/home-assistant/core/issues/143995",
                ),
            ),
            Provider(
                name="wasabi",
                called="Wasabi",
                hosts=r"\.wasabisys\.com$",
                region_in_host=r"s3\.([a-z0-9-]+)\.wasabisys",
                traps=(
                    "public reading is for paid accounts alone, and must be asked for",
                    "what is deleted is paid for 90 days",
                    "a bucket without CORS rules has Wasabi's own",
                ),
                fixes={
                    "public": f"trial accounts cannot be public: write to support@wasabi.com once; then {_PUT_POLICY}",
                    "rights": "make a sub-user for publishing, with the policy of docs/bucket.md; not a root key",
                },
                sources=(
                    "https://docs.wasabi.com/docs/bucket-access",
                    "https://docs.wasabi.com/docs/cross-origin-resource-sharing-cors",
                    "https://docs.wasabi.com/apidocs/authentication-with-s3-api",
                ),
            ),
            Provider(
                name="hetzner",
                called="Hetzner Object Storage",
                hosts=r"\.your-objectstorage\.com$",
                region_in_host=r"([a-z0-9]+)\.your-objectstorage",
                traps=(
                    "no domain of your own without a proxy, no index pages",
                    "every key opens every bucket of its project",
                ),
                fixes={
                    "public": "in the Console: Object Storage › {bucket} › visibility: public; `public_url` is "
                    "https://{bucket}.LOCATION.your-objectstorage.com",
                    "listing": "visibility “public” lets nobody list: take s3:ListBucket out of the bucket's policy",
                    "rights": "keep this bucket in a project of its own, and bind the key to it by a bucket policy",
                },
                sources=("https://docs.hetzner.com/storage/object-storage/faq/buckets-objects",),
            ),
            Provider(
                name="scaleway",
                called="Scaleway Object Storage",
                hosts=r"\.scw\.cloud$",
                region_in_host=r"s3\.([a-z]{2}-[a-z]{3})\.scw\.cloud",
                index_page="its website feature",
                traps=("once a bucket has a policy, whoever is not named in it is shut out, you too",),
                fixes={
                    "rights": "make an API key of an IAM application with ObjectStorageObjectsRead, …Write and …Delete "
                    "in this project, and nothing else",
                },
                sources=("https://www.scaleway.com/en/docs/storage/object/api-cli/setting-cors-rules/",),
            ),
            Provider(
                name="minio",
                called="MinIO",
                traps=("CORS is a setting of the server, * by default; older versions know none of buckets",),
                fixes={
                    "public": "mc anonymous set-json public.json ALIAS/{bucket}, as docs/bucket.md shows it; "
                    "“mc anonymous set download” would let everybody list, too",
                    "cors": "set MINIO_API_CORS_ALLOW_ORIGIN=* for the server, and take rules off: "
                    "mc cors remove ALIAS/{bucket}",
                    "listing": "mc anonymous set-json with s3:GetObject alone: “download” lets everybody list",
                    "rights": "mc admin accesskey create with the policy of docs/bucket.md",
                },
                sources=("https://docs.min.io/enterprise/aistor-object-store/administration/cors-configuration",),
            ),
            Provider(name="ceph", called="Ceph RADOS Gateway", index_page="with rgw_enable_static_website"),
            Provider(
                name="garage",
                called="Garage",
                region="garage",
                index_page="on its web port",
                traps=(
                    "no ACLs, no bucket policies: who may read is said by `garage bucket website`",
                    "requests must be signed for the region of garage.toml",
                ),
                fixes={
                    "public": "garage bucket website --allow {bucket}; `public_url` is the address of the web port "
                    "(root_domain of [s3_web]), not of the S3 API",
                    "listing": "`public_url` must be the web port, which lists nothing",
                    "rights": "garage bucket deny --owner {bucket} --key KEY; garage bucket allow --read --write",
                },
                sources=(
                    "https://garagehq.deuxfleurs.fr/documentation/reference-manual/s3-compatibility/",
                    "https://stowage.dev/docs/self-host/backends/garage",
                ),
            ),
            Provider(
                name="seaweedfs",
                called="SeaweedFS",
                traps=(
                    "it takes a body that is not what was signed, but refuses one that is not what its checksum says",
                    "over TLS it keeps the name aws-chunked in objects that boto3 sends by its own defaults",
                    "it deletes a bucket that is not empty, unless started with -s3.allowDeleteBucketNotEmpty=false",
                ),
                fixes={"rights": "give the key Read, Write, List with “:{bucket}” behind each; not Admin"},
                sources=("tried with 4.48",),
            ),
            Provider(name="any", called="an S3 server"),
        )
    }
)

WEB_HOST = Provider(  # what serves a folder
    name="any",
    called="a web host",
    fixes={
        "public": "serve the folder at `public_url` to everybody, with no login before it",
        "cors": "let the host send “Access-Control-Allow-Origin: *” with everything in the folder",
        "listing": "turn off the host's listing of folders (Apache: Options -Indexes; nginx: autoindex off)",
        "headers": "let the host send the types and cache lives of docs/bucket.md, and pieces of files when asked",
    },
)


def provider_of(endpoint: str, said: str = "auto") -> Provider:
    """The provider that was named, else the one whose address it is, else `any`. No endpoint is AWS."""
    if named := [each for each in PROVIDERS.values() if each.name == said]:
        return named[0]
    if not endpoint:
        return PROVIDERS["aws"]
    host = urlsplit(endpoint).hostname or ""
    return next((each for each in PROVIDERS.values() if re.search(each.hosts, host)), PROVIDERS["any"])
