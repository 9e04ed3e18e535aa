"""Pages that check what participants hear with: the level, headphones, bass. They belong to the participant's pages."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from survey_app.bass_sound import N_SLOTS, N_TRIES
from survey_app.bodies import number_in
from survey_app.errors import NotAllowed, NotFound
from survey_app.headphone_sounds import N_TRIALS
from survey_app.operations import listening_sessions
from survey_app.operations.bass import store_bass_answer
from survey_app.operations.headphones import store_headphone_answer
from survey_app.survey import current_survey


def sound_check(token: str) -> ResponseReturnValue:
    """Let the level be set, and ask whether the sound can be heard."""
    if request.method == "POST":
        heard = request.form.get("heard")
        if heard not in ("yes", "no"):
            raise NotAllowed(_("Please say whether you can hear the sound."))
        listening_sessions.store_sound_check(current_survey().database, token, heard == "yes")
        if heard == "yes":
            return redirect(url_for("participant.page", token=token), 303)
        return redirect(url_for("participant.sound_check", token=token, heard="no"), 303)
    return render_template(
        "sound_check.html",
        sound_url=url_for("audio.level", token=token),
        needs_headphones=current_survey().material.study.checks.headphones_required,
        could_not_hear=request.args.get("heard") == "no",
        languages=current_survey().languages,
    )


def headphones(token: str) -> ResponseReturnValue:
    """Ask which of three tones is the quietest, six times."""
    survey, found = current_survey(), g.listening_session
    checks = survey.material.study.checks
    if checks.headphones == "none":  # nobody is led here then
        raise NotFound(_("There is no such page."))
    if request.method == "POST":
        number, place = request.form.get("number", ""), request.form.get("place", "")
        if number not in _NUMBERS or place not in _NUMBERS[:3]:
            raise NotAllowed(_("Please choose one of the three."))
        store_headphone_answer(
            survey.database,
            token,
            checks.headphones,
            number=int(number),
            place=int(place),
            n_tries=checks.headphones_tries if checks.headphones_required else None,
        )
        return redirect(url_for("participant.page", token=token), 303)
    n_answered = len(found.headphone_answers or ())
    return render_template(
        "headphones.html",
        check=checks.headphones,
        number=n_answered % N_TRIALS + 1,
        n_trials=N_TRIALS,
        is_required=checks.headphones_required,
        is_again=n_answered > 0 and n_answered % N_TRIALS == 0,
        sound_url=url_for("audio.headphones", token=token, number=n_answered % N_TRIALS + 1),
        languages=survey.languages,
    )


def bass(token: str) -> ResponseReturnValue:
    """Ask how many low tones can be heard."""
    survey, n_tried = current_survey(), len(g.listening_session.bass_answers or ())
    checks = survey.material.study.checks
    if not checks.bass:  # nobody is led here then
        raise NotFound(_("There is no such page."))
    if request.method == "POST":
        store_bass_answer(
            survey.database,
            token,
            n_tried=number_in(request.form.get("number", ""), range(N_TRIES)),
            count=number_in(request.form.get("count", ""), range(N_SLOTS + 1)),
            is_required=checks.bass_required,
        )
        return redirect(url_for("participant.page", token=token), 303)
    return render_template(
        "bass.html",
        number=n_tried,
        counts=range(N_SLOTS + 1),
        is_required=checks.bass_required,
        sound_url=url_for("audio.bass", token=token, number=n_tried),
        languages=survey.languages,
    )


_NUMBERS = tuple(str(number) for number in range(1, N_TRIALS + 1))
