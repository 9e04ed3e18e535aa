"""A link that loses requests and replies: what a phone on a bus does, the same each time it is rehearsed."""

import httpx

REQUESTS_LOST = 7
"""Every seventh request never arrives."""
REPLIES_LOST = 11
"""Every eleventh reply never arrives, though the server did what was asked."""


class LosingTransport(httpx.BaseTransport):
    """Carries requests to the network, and loses some of them and some replies."""

    def __init__(self) -> None:
        self.link = httpx.HTTPTransport()
        self.n_requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request."""
        self.n_requests += 1
        if self.n_requests % REQUESTS_LOST == 0:
            raise httpx.ConnectError("the request was lost", request=request)
        reply = self.link.handle_request(request)
        if self.n_requests % REPLIES_LOST == 0:
            reply.read()
            raise httpx.ReadError("the reply was lost", request=request)
        return reply

    def close(self) -> None:
        """Close the connections."""
        self.link.close()
