"""Jobs on other machines, by dask.distributed: the only room that knows it, and the keys of these machines.

`node.serve` is where the machines meet, `node.work` is one that works, `engine.Cluster` sends jobs. All of them speak
through TLS with keys of their own (`keys.make`), or stay on this machine (`address.checked`).
"""
