"""The device class: all that is kept of a browser's long description of itself."""


def device_class(user_agent: str) -> str:
    """Return phone, tablet or computer.

    Browsers on phones say "Mobi" (MDN, "Browser detection using the user agent"); Android
    without it is a tablet. An iPad that poses as a Mac counts as a computer.

    Examples
    --------
    >>> device_class("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0 Mobile Safari/537.36")
    'phone'
    """
    if "iPad" in user_agent or "Tablet" in user_agent:
        return "tablet"
    if "Mobi" in user_agent:
        return "phone"
    return "tablet" if "Android" in user_agent else "computer"
