"""Shoppers at a real shop, in process or over HTTP: its own answers, its own door for events."""
