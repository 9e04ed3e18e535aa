"""Serve the survey to participants in the local network, and the researcher pages to you.

Checks the study and brings the database up to date first. A new study is served as a
rehearsal: everybody in the network can try it out, and the answers are kept apart. When consent
and plan are final, 'ascolto open' makes it live; 'ascolto close' ends it. Ctrl-C ends the
server; answers are stored one by one, so that nothing is lost whenever it ends.
"""

import socket
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ascolto.options import add_study
from study.errors import AscoltoError, StudyError
from study.folder import StudyFolder

if TYPE_CHECKING:
    from survey_app.study_states import Standing


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (default: all, for phones)")  # noqa: S104 - participants are in the network
    parser.add_argument("--new-password", action="store_true", help="make a new password for the researcher pages")
    parser.add_argument("--port", type=int, default=8000, help="port (default: 8000)")
    parser.add_argument(
        "--url", help="https://… address of a proxy before the survey, which participants use (default: none)"
    )


def run(options: Namespace) -> None:
    """Prepare the study, print the links, serve until Ctrl-C."""
    from survey_app.passwords import has_password, make_password
    from survey_app.server import open_port, prepare, serve

    proxy_url = None if options.url is None else checked_address(options.url)
    folder = StudyFolder(options.study)
    prepare(folder)
    standing = begin(folder)
    listener = open_port(options.host, options.port)
    is_known = has_password(folder.path) and not options.new_password
    password = None if is_known else make_password(folder.path)
    port = listener.getsockname()[1]
    shown_host = local_address() if options.host == "0.0.0.0" else options.host  # noqa: S104 - compared, not bound
    url = proxy_url or f"http://{shown_host}:{port}/"
    serve(
        folder,
        listener,
        lambda: _print_links(folder, url, password, standing),
        is_behind_proxy=proxy_url is not None,
        address=url,
    )


def checked_address(url: str) -> str:
    """Return the address of a proxy, with its slash at the end.

    Raises
    ------
    AscoltoError
        It is not HTTPS, to which the researcher's cookie is kept, or has a path, which the survey's pages do not know.

    Examples
    --------
    >>> checked_address("https://survey.example.org")
    'https://survey.example.org/'
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        problem = f"the proxy's address is https:// and a name, without a path, got '{url}'"
        raise AscoltoError("--url", problem, "Write https://survey.example.org.")
    return f"https://{parts.netloc}/"


def begin(folder: StudyFolder) -> "Standing":
    """Check the study and make a draft a rehearsal; return where the study stands.

    Raises
    ------
    StudyError
        The check finds errors, or a live study has changed since it was opened.
    """
    from ascolto.check import require_checked
    from survey_app.export import open_database
    from survey_app.operations.study_states import begin_rehearsal

    database = open_database(folder)
    try:
        version_id = require_checked(folder, database)
        standing = begin_rehearsal(database)
    finally:
        database.close()
    if standing.state == "live" and standing.version_id != version_id:
        problem = f"the study is live, but has changed since it was opened: it is now version {folder.version()}"
        raise StudyError(folder.path, problem, "Restore it, or go live with the change: 'ascolto open'.")
    return standing


def local_address() -> str:
    """Return the address under which other devices in the network reach this machine; loopback without a network."""
    # Connecting a datagram socket sends nothing; it only asks which way the network is.
    # 192.0.2.1 is reserved for documentation (RFC 5737).
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


STATES = {
    "rehearsal": "rehearsal: the link works, answers are kept apart; 'ascolto open' makes them count",
    "live": "live: answers count; 'ascolto close' ends the study",
    "closed": "closed: nobody can begin; 'ascolto open' opens it again",
}


def _print_links(folder: StudyFolder, url: str, password: str | None, standing: "Standing") -> None:
    import segno

    from survey_app.panel import panel_links

    print(f"\n{folder.study.study.title}")
    segno.make(url, error="l").terminal(compact=True)
    links = panel_links(folder.study, url)
    print(f"participants: {url}")
    if links is not None:
        print(f"panel:        {links.participants}")
    print(f"researchers:  {url}research/")
    if password is None:
        print("password:     as it was printed once (for a new one: ascolto serve --new-password)")
    else:
        print(f"password:     {password}  (shown once, keep it)")
    print(f"state:        {STATES[standing.state]}")
    print("Ctrl-C ends the survey; every answer is stored.", flush=True)
