"""The participant's pages: consent, profile, questionnaires, checks of the equipment, listening, comment, debrief."""

from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from uuid import uuid4

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markdown_it import MarkdownIt

from survey_app.admission import live_begin_refused, not_open, way_on_refused
from survey_app.bodies import MAX_COMMENT_LENGTH, form_uuid_in, number_in, plain_text, points_in
from survey_app.devices import device_class
from survey_app.errors import NotAllowed, NotFound
from survey_app.languages import asked_language, page_language
from survey_app.operations import listening_sessions
from survey_app.operations.external_ids import external_id_of, token_of_external_id
from survey_app.operations.questionnaires import store_questionnaire
from survey_app.operations.slots import is_full
from survey_app.own_result import own_result
from survey_app.panel import WayBack, external_id_in, way_back
from survey_app.profile import is_profile_value, profile_questions
from survey_app.queries import find_listening_session, read_standing
from survey_app.survey import current_survey
from survey_app.tokens import withdrawal_code
from survey_app.views import equipment
from survey_app.way import Page, page_of, seconds_left

blueprint = Blueprint("participant", __name__)

_ENDPOINTS: dict[Page, str] = {
    "profile": "participant.profile",
    "questionnaire": "participant.questionnaire",
    "sound-check": "participant.sound_check",
    "headphones": "participant.headphones",
    "bass": "participant.bass",
    "listen": "participant.listen",
    "comment": "participant.comment",
    "completed": "participant.debrief",
    "screened out": "participant.screened_out",
}


@blueprint.get("/")
def consent() -> ResponseReturnValue:
    """Show the consent text, while anybody can begin."""
    survey, study = current_survey(), current_survey().material.study
    external_id = external_id_in(study.panel, request.args)
    with survey.database.reading() as transaction:
        standing = read_standing(transaction)
        known = token_of_external_id(transaction, survey.secrets.secret_key, study.panel, external_id)
        has_no_place = is_full(transaction, study, datetime.now(UTC))
    if known is not None:  # whoever comes again goes on
        return redirect(url_for("participant.page", token=known), 303)
    run = "rehearsal" if _rehearsal_key() else standing.run_of(survey.version_id)
    if run is None:
        raise not_open(study, standing, external_id)
    refusal = live_begin_refused(study, external_id, has_no_place) if run == "live" else None
    if refusal is not None:
        raise refusal
    text = survey.material.consents[page_language()]
    return render_template(
        "consent.html",
        consent_html=_html(text),
        languages=survey.languages,
        minutes=survey.minutes,
        is_rehearsal=run == "rehearsal",
        needs_headphones=study.checks.headphones_required,
        external_id=external_id,
        panel_parameter=study.panel and study.panel.participant,
        form_uuid=uuid4().hex,
    )


@lru_cache(maxsize=8)
def _html(text: str) -> str:
    """Return the consent text as HTML; its languages are few, and everybody asks for them."""
    return str(MarkdownIt("commonmark", {"html": False}).render(text))


@blueprint.post("/consent")
def give_consent() -> ResponseReturnValue:
    """Open a listening session for who agrees."""
    survey = current_survey()
    language = request.form.get("language")
    if request.form.get("agree") != "yes" or language not in survey.languages:
        raise NotAllowed(_("You take part only if you agree."), _("Please read the first page again."))
    token = listening_sessions.open_listening_session(
        survey.database,
        survey.material,
        survey.version_id,
        survey.secrets.secret_key,
        language=language,
        device_class=device_class(request.user_agent.string),
        rehearsal_key=_rehearsal_key(),
        external_id=external_id_in(survey.material.study.panel, request.form),
        form_uuid=form_uuid_in(request.form),
    )
    return redirect(url_for("participant.page", token=token), 303)


def _rehearsal_key() -> str | None:
    return request.headers.get("X-Rehearsal-Key")


@blueprint.before_request
def load_listening_session() -> ResponseReturnValue | None:
    """Load who is asking, and take them to the page they are at."""
    token = (request.view_args or {}).get("token")
    if token is None:
        return None
    survey = current_survey()
    with survey.database.reading() as transaction:
        g.listening_session = find_listening_session(transaction, token)
        standing = read_standing(transaction)
    refusal = way_on_refused(g.listening_session, survey.version_id, standing, datetime.now(UTC))
    if refusal is not None:
        raise refusal
    asked = asked_language()
    if asked is not None and asked != g.listening_session.language:
        listening_sessions.change_language(survey.database, token, asked)
    current = _current_page()
    if request.endpoint in _ENDPOINTS.values() and request.endpoint != current:
        return redirect(url_for(current, token=token), 303)
    return None


@blueprint.get("/s/<token>/")
def page(token: str) -> ResponseReturnValue:
    """Go to the page this listening session is at."""
    return redirect(url_for(_current_page(), token=token), 303)


def _current_page() -> str:
    """Return the endpoint of the page this listening session is at."""
    return _ENDPOINTS[page_of(current_survey().material, g.listening_session)]


@blueprint.context_processor
def progress() -> dict[str, object]:
    """Tell every page of a listening session how long the rest takes; the listening page says so itself."""
    if "listening_session" not in g:
        return {}
    survey = current_survey()
    place = page_of(survey.material, g.listening_session)
    if place in ("listen", "completed", "screened out"):
        return {}
    left_s = seconds_left(survey.seconds_by_page, place)
    return {"minutes_left": ceil(left_s / 60), "share_done": 1 - left_s / sum(survey.seconds_by_page.values())}


@blueprint.route("/s/<token>/profile", methods=["GET", "POST"])
def profile(token: str) -> ResponseReturnValue:
    """Ask who is listening."""
    asked, screen_out_by = (
        current_survey().material.study.profile.ask,
        current_survey().material.study.profile.screen_out,
    )
    answers: dict[str, str] = {question: request.form.get(question, "") for question in asked}
    problem = None
    if request.method == "POST":
        if all(is_profile_value(question, value) for question, value in answers.items()):
            listening_sessions.store_profile(current_survey().database, token, answers, screen_out_by)
            return redirect(url_for("participant.page", token=token), 303)
        problem = gettext("One of the answers is not among the choices. Please choose again.")
    context = {"questions": profile_questions(asked), "answers": answers, "problem": problem}
    return render_template("profile.html", languages=current_survey().languages, **context), 400 if problem else 200


@blueprint.route("/s/<token>/questionnaire", methods=["GET", "POST"])
def questionnaire(token: str) -> ResponseReturnValue:
    """Ask the next questionnaire of the study; an item may be left out, though not by mistake."""
    survey, questionnaires = current_survey(), current_survey().material.questionnaires
    number = g.listening_session.n_questionnaires_done
    if request.method == "POST":
        number = number_in(request.form.get("number", ""), range(len(questionnaires)))
    if number >= len(questionnaires):  # nobody is led here then
        raise NotFound(_("There is no such page."))
    name, asked = list(questionnaires.items())[number]
    answers, n_missing = {}, 0
    if request.method == "POST":
        answers = points_in(asked, request.form)
        n_missing = len(asked.items) - len(answers)
        if not n_missing or request.form.get("leave_out") == "yes":
            store_questionnaire(survey.database, token, number, name, answers)
            return redirect(url_for("participant.page", token=token), 303)
    return render_template(
        "questionnaire.html",
        questionnaire=asked,
        number=number,
        answers=answers,
        n_missing=n_missing,
        languages=survey.languages,
    ), 400 if n_missing else 200


for path, check in (
    ("sound-check", equipment.sound_check),
    ("headphones", equipment.headphones),
    ("bass", equipment.bass),
):
    blueprint.add_url_rule(f"/s/<token>/{path}", view_func=check, methods=["GET", "POST"])


@blueprint.get("/s/<token>/listen")
def listen(token: str) -> ResponseReturnValue:  # noqa: ARG001 - from the address
    """Show the page that plays; its script asks for the trials."""
    return render_template("listen.html", languages=current_survey().languages)


@blueprint.route("/s/<token>/comment", methods=["GET", "POST"])
def comment(token: str) -> ResponseReturnValue:
    """Take a comment, and complete the listening session."""
    typed, problem = "", None
    if request.method == "POST":
        typed = plain_text(request.form.get("comment", ""))
        if len(typed) <= MAX_COMMENT_LENGTH:
            listening_sessions.store_comment(current_survey().database, token, typed)
            return redirect(url_for("participant.page", token=token), 303)
        problem = gettext("Please shorten your comment to %(n)s characters.", n=MAX_COMMENT_LENGTH)
    context = {"typed": typed, "problem": problem, "max_length": MAX_COMMENT_LENGTH}
    return render_template("comment.html", languages=current_survey().languages, **context), 400 if problem else 200


@blueprint.get("/s/<token>/debrief")
def debrief(token: str) -> ResponseReturnValue:
    """Thank, and show the participant's own result and the withdrawal code; everything is stored by now."""
    survey, told = current_survey(), current_survey().material.study.debrief
    with survey.database.reading() as transaction:
        result = own_result(transaction, survey.material, g.listening_session) if told.own_result else None
    return render_template(
        "debrief.html",
        withdrawal_code=withdrawal_code(token),
        thanks=told.thanks.in_language(page_language()),
        own_result=result,
        way_back=_way_back(),
        languages=survey.languages,
    )


@blueprint.get("/s/<token>/thanks")
def screened_out(token: str) -> ResponseReturnValue:
    """Thank somebody whom the study lets go no further, and send them back to the panel that sent them."""
    code = withdrawal_code(token)
    return render_template(
        "screened_out.html", withdrawal_code=code, way_back=_way_back(), languages=current_survey().languages
    )


def _way_back() -> WayBack | None:
    survey, found = current_survey(), g.listening_session
    with survey.database.reading() as transaction:
        external_id = external_id_of(transaction, found.participant_id)
    return way_back(
        survey.material.study.panel, external_id, "completed" if found.screened_out_by is None else "screened out"
    )
