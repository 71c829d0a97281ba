"""What can be tried of a store is a promise that the room of that store keeps."""

from mediadesk.store.experiments import Experiments, Right
from mediadesk.store.s3 import S3
from mediadesk.store.s3.experiments import S3Experiments


def test_the_room_of_s3_keeps_it():
    experiments: Experiments = S3Experiments(store=S3(name="web", bucket="dispatches", provider="garage"))

    assert (experiments.bucket, experiments.provider.name) == ("dispatches", "garage")
    assert Right(call="make buckets", allowed=None, how="not tried").allowed is None
