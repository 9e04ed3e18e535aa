"""The classes of a stimulus set as participants meet them: name, definition, and a sound to hear.

An example is a stimulus that nobody is asked about: one with the role "example", else a good
practice example of that class alone. Stimuli that count are never given away.
"""

from collections.abc import Callable, Iterable
from typing import Any

from stimuli.manifest import Manifest, Stimulus
from survey_app.material import Material


def example_of(manifest: Manifest, class_id: str) -> Stimulus | None:
    """Return the stimulus that shows what a class sounds like; None where the set has none.

    Examples
    --------
    >>> from functools import partial
    >>> sound = partial(Stimulus, file="x.flac", sha256="", duration_s=1, loudness_lufs=-23)
    >>> heard = sound(id="a", intended_start="flute")
    >>> morph = sound(id="b", role="practice", intended_start="flute", intended_end="oboe", is_good_example=True)
    >>> shown = sound(id="c", role="example", intended_start="flute")
    >>> made = Manifest(set="s", kind="single", sample_rate_hz=8000, loudness_lufs=-23, made_by="me",
    ...                 stimuli=(heard, morph, shown))
    >>> example_of(made, "flute").id, example_of(made, "oboe")
    ('c', None)
    """
    good_practice = (one for one in manifest.with_role("practice") if one.is_good_example)
    candidates = (*manifest.with_role("example"), *good_practice)
    return next((one for one in candidates if _is_only(one, class_id)), None)


def _is_only(stimulus: Stimulus, class_id: str) -> bool:
    return stimulus.intended_start == class_id and stimulus.intended_end in ("", class_id)


def class_entry(
    material: Material, stimulus_set: str, class_id: str, language: str, sound_url: Callable[[str, int], str]
) -> dict[str, Any]:
    """Describe a class: value, label, definition, and the address of its example, None where there is none.

    Parameters
    ----------
    sound_url : callable (str, int) -> str
        Address of the example of a class by the name of its set and its number there, from 0.
    """
    manifest = material.manifests[stimulus_set]
    number, known = next((at, one) for at, one in enumerate(manifest.classes) if one.id == class_id)
    texts = material.study.classes.get(class_id)
    label = (texts and texts.name.in_language(language)) or known.name.in_language(language) or class_id
    definition = (texts and texts.definition.in_language(language)) or known.definition.in_language(language)
    has_example = example_of(manifest, class_id) is not None
    return {
        "value": class_id,
        "label": label,
        "definition": definition,
        "sound_url": sound_url(stimulus_set, number) if has_example else None,
    }


def glossary(
    material: Material, stimulus_set: str, language: str, sound_url: Callable[[str, int], str]
) -> list[dict[str, Any]]:
    """Describe every class of a set, in the order of the alphabet."""
    entries = [
        class_entry(material, stimulus_set, one.id, language, sound_url)
        for one in material.manifests[stimulus_set].classes
    ]
    return in_alphabetical_order(entries)


def in_alphabetical_order(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return classes in the order of their labels, which is another in each language."""
    return sorted(entries, key=lambda entry: str(entry["label"]).casefold())
