"""The demonstration's study file with many sounds, answered by as many synthetic listeners as it takes."""

import pickle
from pathlib import Path

import study.examples
from analysis.simulated_study import simulate_ratings
from stimuli.manifest import Manifest, SoundClass, Stimulus
from study.reading import read_study_file
from study.study_file import Translated
from study.tables import ListenerRow, RatingRow, write_table

HARMONIC = ("cello", "clarinet", "flute", "oboe", "piccolo", "trumpet", "violin")
NON_HARMONIC = ("deep", "glitchy", "sizziness", *(f"class-{number:02d}" for number in range(4, 22)))
N_SOUNDS, N_MORPHS = 63, 30
RUNGS = {"R0": "reference", "R2": "test", "R3": "test"}
PATHS = {"linear": "test", "spherical": "test", "crossfade": "anchor", "hard-switch": "anchor"}


def _stimulus(identifier: str, **fields: object) -> Stimulus:
    fixed = {"file": f"{identifier}.flac", "sha256": "0" * 64, "duration_s": 4.0, "loudness_lufs": -23.0}
    return Stimulus.model_validate({"id": identifier} | fixed | fields)


def _manifest(name: str, kind: str, classes: tuple[str, ...], stimuli: list[Stimulus]) -> Manifest:
    practice = [
        _stimulus(f"{name}-p{number}", role="practice", condition="example", is_good_example=number == 1)
        for number in (1, 2)
    ]
    return Manifest(
        set=name, kind=kind, sample_rate_hz=22050, loudness_lufs=-23.0, made_by="benchmarks",
        classes=tuple(SoundClass(id=one, name=Translated(en=one)) for one in classes),
        stimuli=(*stimuli, *practice),
    )  # fmt: skip


def _singles(name: str, classes: tuple[str, ...]) -> Manifest:
    return _manifest(
        name,
        "single",
        classes,
        [
            _stimulus(
                f"{name}-{sound:02d}-{rung}", role=role, condition=rung, source=f"sound-{sound:02d}",
                intended_start=classes[sound % len(classes)], recordings=(f"{name}-recording-{sound:02d}",),
            )
            for sound in range(N_SOUNDS)
            for rung, role in RUNGS.items()
        ],
    )  # fmt: skip


def _morphs(name: str, classes: tuple[str, ...]) -> Manifest:
    return _manifest(
        name,
        "morph",
        classes,
        [
            _stimulus(
                f"{name}-{morph:02d}-{path}", role=role, condition=path, morph=f"m{morph:02d}",
                source=f"m{morph:02d}", intended_start=classes[morph % len(classes)],
                intended_end=classes[(morph + 3) % len(classes)], latent_distance=5.0 + morph,
                recordings=(f"{name}-recording-{2 * morph}", f"{name}-recording-{2 * morph + 1}"),
            )
            for morph in range(N_MORPHS)
            for path, role in PATHS.items()
        ],
    )  # fmt: skip


def write_big_study(folder: Path, n_answers: int) -> tuple[int, int]:
    """Write both tables and the pickled study with its manifests; return how many answers and listeners there are."""
    demo = read_study_file(Path(study.examples.__file__).parent / "demo" / "study.toml")
    manifests = {
        "non-harmonic-singles": _singles("non-harmonic-singles", NON_HARMONIC),
        "non-harmonic-morphs": _morphs("non-harmonic-morphs", NON_HARMONIC),
        "harmonic-morphs": _morphs("harmonic-morphs", HARMONIC),
    }
    of_twenty = len(simulate_ratings(demo, manifests, 20, seed=1, version="0" * 12)[0])
    n_listeners = max(4, round(20 * n_answers / of_twenty))
    ratings, listeners = simulate_ratings(demo, manifests, n_listeners, seed=1, version="0" * 12)
    write_table(folder / "ratings.csv", ratings, RatingRow)
    write_table(folder / "listeners.csv", listeners, ListenerRow)
    (folder / "study.pickle").write_bytes(pickle.dumps((demo, manifests)))
    return len(ratings), n_listeners
