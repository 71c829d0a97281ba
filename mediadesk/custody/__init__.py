"""Custody: verified copies of originals, on the desk and on drives. The only room that writes one."""
