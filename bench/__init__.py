"""Measurements that print ratios against a floor measured in the same run; no verdict rests on a bare time."""
