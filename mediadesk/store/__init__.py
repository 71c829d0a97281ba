"""Where published objects go: one contract (base), one way to publish (send), three stores (folder, s3, dryrun)."""
