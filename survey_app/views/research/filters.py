"""Numbers and moments as the reader's language writes them."""

from datetime import datetime

from flask import Blueprint
from flask_babel import format_datetime, format_decimal

blueprint = Blueprint("filters", __name__)


@blueprint.app_template_filter()
def moment(at: datetime) -> str:
    """Write a moment to the minute; in UTC, as the tables have it."""
    return f"{format_datetime(at, 'd MMM y, HH:mm')} UTC"


@blueprint.app_template_filter()
def decimal(number: float) -> str:
    """Write a number with one decimal place."""
    return str(format_decimal(number, format="0.0")).replace("-", "−")
