import ipaddress
from argparse import ArgumentParser

import pytest

from ascolto import serve
from study.errors import AscoltoError


def test_the_address_is_one_that_other_devices_can_type() -> None:
    """What is printed and put in the QR code is an address of this machine, without asking any other machine."""
    assert ipaddress.ip_address(serve.local_address()).version == 4


def test_phones_reach_the_survey_unless_told_otherwise() -> None:
    """By default all addresses of the machine are served, on port 8000."""
    parser = ArgumentParser()
    serve.configure(parser)
    options = parser.parse_args([])

    assert ("0.0.0.0", 8000, False) == (options.host, options.port, options.new_password)


@pytest.mark.parametrize(
    "url", ["http://survey.example.org", "survey.example.org", "https://", "https://example.org/survey", ""]
)
def test_a_proxy_speaks_https_and_has_no_path(url: str) -> None:
    """An address under which the pages or the login could not work is refused before anything is served."""
    with pytest.raises(
        AscoltoError, match=r"--url: the proxy's address is https:// and a name, .* Write https://survey"
    ):
        serve.checked_address(url)
