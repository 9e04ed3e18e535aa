"""What the script that sends a form is told: where to go on, or that the page has something to say.

The views know nothing of it: without the script the browser sends the same form, and follows the
redirect or shows the page. JSON tells a reply of ours from that of a hotspot that wants a login first.
"""

from flask import Flask, Response, jsonify, request

from survey_app.failures import is_for_script


def configure(app: Flask) -> None:
    """Answer in JSON to a form that a script has sent."""
    app.after_request(_for_script)


def _for_script(response: Response) -> Response:
    if request.method != "POST" or not is_for_script() or response.is_json:
        return response
    if response.location is not None:
        return jsonify({"next": response.location})
    told = jsonify({"error": "page"})
    told.status_code = response.status_code
    return told
