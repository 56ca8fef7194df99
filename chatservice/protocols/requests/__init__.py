"""What programs may send (`chatservice.protocols.jsonlines`): a struct for each message."""

from __future__ import annotations

from chatservice.core.catalogue import CATALOGUE, Catalogue
from chatservice.core.commands import Say
from chatservice.protocols.requests.messages import Request
from chatservice.protocols.requests.reading import BadRequestError, Reader

READER = Reader((*Catalogue(Say), *CATALOGUE))
"""Reads the messages of this version."""

REQUESTS = READER.types
"""The struct of each message, in the order of the documentation."""

read = READER.read

__all__ = ["READER", "REQUESTS", "BadRequestError", "Reader", "Request", "read"]
