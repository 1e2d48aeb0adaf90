"""Why a page could not be had, in a sentence with what to do about it."""

from __future__ import annotations

import re

# What browsers say, Chromium's, Firefox's and WebKit's words side by side.
_CAUSES = (
    (r"NAME_NOT_RESOLVED|UNKNOWN_HOST|dnsNotFound|Could not resolve|Error resolving", "its host is not known",
     "look at the address, and whether this machine can resolve it"),
    (r"CONNECTION_REFUSED|connectionFailure|Could not connect|Connection refused", "nothing listens there",
     "start the site, or look at the port"),
    (r"ERR_CERT|SSL|SEC_ERROR|MOZILLA_PKIX|nssFailure|certificate|TLS", "its certificate is not valid",
     "put the certificate right, or pass --ignore-certificates"),
    (r"TOO_MANY_REDIRECTS|REDIRECT_LOOP|redirectLoop|too many redirect", "it redirects for ever",
     "look at the redirects of this address; a cookie may be missing (--storage-state)"),
    (r"Timeout .*exceeded|TIMED_OUT|netTimeout|imeout", "it does not load in time",
     "open it in a browser, or give it longer with --timeout"),
    (r"ADDRESS_UNREACHABLE|INTERNET_DISCONNECTED|NETWORK", "there is no way to it from here",
     "look at this machine's network and proxy"),
    (r"EMPTY_RESPONSE|CONNECTION_RESET|CONNECTION_CLOSED|netReset|terminated", "it ends the connection",
     "look at the server's log"),
    (r"INVALID_URL|Cannot navigate|malformed", "this is no address", "write it with https:// in front"),
    (r"has been closed|Target closed|crashed", "the browser has ended", "look whether there is memory left"),
)  # fmt: skip
_REFUSED = {
    401: "give the credentials with --basic-auth USER:PASSWORD",
    403: "the site refuses this browser: let it in, for example with --header",
    404: "look at the path of the address",
    429: "wait, or let this machine ask more often",
}
_FIRST_ERROR = 400


class UnreachableError(Exception):
    """A page that could not be had; the message is a sentence with its remedy."""


def why(message: str) -> str:
    """Turn what a browser says into a sentence with a remedy."""
    for pattern, cause, remedy in _CAUSES:
        if re.search(pattern, message, re.IGNORECASE):
            return f"{cause}; {remedy}"
    first = message.strip().splitlines()[0] if message.strip() else "no reason is given"
    return f"the browser says: {first}; open the address in a browser"


def why_refused(status: int) -> str:
    """Say why an answer is no page; empty where it is one."""
    if status < _FIRST_ERROR:
        return ""
    return f"it answers with {status}; {_REFUSED.get(status, 'look at the log of the server')}"
