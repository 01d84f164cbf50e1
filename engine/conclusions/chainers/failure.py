"""What a chainer raises when it cannot be trusted."""

from __future__ import annotations


class ChainingError(Exception):
    """A chainer failed, so that there are no conclusions at all."""
