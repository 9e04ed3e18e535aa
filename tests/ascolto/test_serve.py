import ipaddress
from argparse import ArgumentParser

from ascolto import serve


def test_the_address_is_one_that_other_devices_can_type() -> None:
    """What is printed and put in the QR code is an address of this machine, without asking any other machine."""
    assert ipaddress.ip_address(serve.local_address()).version == 4


def test_phones_reach_the_survey_unless_told_otherwise() -> None:
    """By default all addresses of the machine are served, on port 8000."""
    parser = ArgumentParser()
    serve.configure(parser)
    options = parser.parse_args([])

    assert ("0.0.0.0", 8000, False) == (options.host, options.port, options.new_password)
