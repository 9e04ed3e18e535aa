"""Every wrong study file gets one clear line for each thing that is wrong."""

import re
import shutil
from pathlib import Path

import pytest

import study.examples
from study.errors import StudyError
from study.reading import read_study_file, read_toml

EXAMPLES = Path(study.examples.__file__).parent
SLIDES = (EXAMPLES / "slides" / "study.toml").read_text(encoding="utf-8")
SINGLES = 'section 1 "non-harmonic-singles"'


@pytest.fixture
def problems(tmp_path):
    """Give a function that reads a study file of this text and returns the lines of its error."""

    def read(text):
        path = tmp_path / "study.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(StudyError) as caught:
            read_study_file(path)
        lines = str(caught.value).splitlines()
        assert all(line.startswith(f"{path}: ") for line in lines)
        return [line.removeprefix(f"{path}: ") for line in lines]

    return read


def changed(before, after):
    """Return the slides' study file with its first `before` replaced."""
    assert before in SLIDES
    return SLIDES.replace(before, after, 1)


MUTATIONS = [
    # unknown keys, at every depth
    ("[profile]", "[profil]\n[profile]", "unknown key 'profil'. Did you mean 'profile'?"),
    ("seed = 2026", "sead = 1\nseed = 2026", "[study]: unknown key 'sead'. Did you mean 'seed'?"),
    (
        'layout = "table"',
        'layot = "table"',
        "[collections.harmonic]: unknown key 'layot'. Did you mean 'layout'?",
    ),
    (
        "n_sounds = 63",
        "n_sounds = 63\nn_morphs = 1",
        "[sets.non-harmonic-singles]: unknown key 'n_morphs'. "
        "Known: collection, duration_s, loudness_lufs, kind, n_sounds, rungs, controls.",
    ),
    (
        "n_morphs = 24",
        'n_morphs = 24\nsingle = "x"',
        "[sets.non-harmonic-morphs]: unknown key 'single'. "
        "Known: collection, duration_s, loudness_lufs, kind, n_morphs, pairs, path, delivery, weights, controls.",
    ),
    ("n_heard = 12", "n_heard = 12\nqestions = []", f"{SINGLES}: unknown key 'qestions'. Did you mean 'questions'?"),
    ("prompt.en", 'prompt.fr = "?"\nprompt.en', "question 1 \"quality\": unknown key 'prompt.fr'. Known: en, it."),
    ("options = 7", "option = 7", "question 2 \"class\": unknown key 'option'. Did you mean 'options'?"),
    # missing keys
    ("seed = 2026", "", "[study]: key 'seed' is missing. Add it."),
    ("n_heard = 12", "", f"{SINGLES}: key 'n_heard' is missing. Add it."),
    ('id = "quality"\n', "", "question 1: key 'id' is missing. Add it."),
    ("n_sounds = 63", "", "[sets.non-harmonic-singles]: key 'n_sounds' is missing. Add it."),
    (
        'kind = "single"\n',
        "",
        "[sets.non-harmonic-singles]: key 'kind' is missing. Add one of single, morph, blend, imported.",
    ),
    ('kind = "rating"\n', "", "question 1 \"quality\": key 'kind' is missing. Add one of rating, class."),
    # values that are none of those known
    (
        'kind = "single"',
        'kind = "singel"',
        "[sets.non-harmonic-singles]: 'kind' should be one of single, morph, blend, imported, got 'singel'.",
    ),
    (
        'kind = "rating"',
        'kind = "single"',
        "question 1 \"quality\": 'kind' should be one of rating, class, got 'single'. Correct it.",
    ),
    (
        'layout = "table"',
        'layout = "csv"',
        "[collections.harmonic]: 'layout' should be 'folders', 'table' or 'good-sounds', got 'csv'. Correct it.",
    ),
    (
        'preset = "convolutional"',
        'preset = "big"',
        "[models.harmonic]: 'preset' should be 'slides-harmonic', 'slides-non-harmonic' or 'convolutional', "
        "got 'big'. Correct it.",
    ),
    (
        "options = 7",
        'options = "many"',
        "question 2 \"class\": 'options' should be a whole number or 'all', got 'many'.",
    ),
    ("options = 7", "options = 1", "question 2 \"class\": 'options' should be at least 2 or 'all', got 1. Correct it."),
    # entries of lists
    ('["en", "it"]', '["en", "de"]', "[study]: entry 2 of 'languages' should be 'en' or 'it', got 'de'. Correct it."),
    ('["en", "it"]', "[]", "[study]: 'languages' should have at least 1 entry, got []. Correct it."),
    ('["en", "it"]', '["en", "en"]', "[study]: 'languages' names 'en' 2 times. Name it once."),
    (
        '"R0", "R2"',
        '"R0", "R9"',
        "[sets.non-harmonic-singles]: entry 2 of 'rungs' should be 'R0', 'R1', 'R2', 'R3', 'R4' or 'prior', got 'R9'.",
    ),
    ('"R0", "R2"', '"R0", "R0"', "[sets.non-harmonic-singles]: 'rungs' names 'R0' 2 times. Name it once."),
    (
        'ask = ["age_band"',
        'ask = ["age"',
        "[profile]: entry 1 of 'ask' should be 'age_band', 'gender', 'experience', 'hearing' or 'device', got 'age'.",
    ),
    (
        '["Bad", "Poor"',
        '["", "Poor"',
        "question 1 \"quality\": entry 1 of 'labels.en' should not be empty, got ''. Correct it.",
    ),
    (
        '["quality", "class"]',
        '"quality"',
        f"{SINGLES}: 'questions' should be a list, got 'quality'. Correct it.",
    ),
    (
        '["quality", "class"]',
        '["quality", "quality"]',
        f"{SINGLES}: 'questions' names 'quality' 2 times. Name it once.",
    ),
    # wrong types and numbers
    ("seed = 2026", "seed = -1", "[study]: 'seed' should be at least 0, got -1. Correct it."),
    ("seed = 2026", 'seed = "a"', "[study]: 'seed' should be a whole number, got 'a'. Correct it."),
    ("seed = 2026", "seed = 1.5", "[study]: 'seed' should be a whole number, got 1.5. Correct it."),
    ("max_minutes = 17", "max_minutes = 0", "[study]: 'max_minutes' should be greater than 0, got 0. Correct it."),
    (
        "duration_s = 4.0",
        "duration_s = 9",
        "[sets.non-harmonic-singles]: 'duration_s' should be at most 8, got 9. Correct it.",
    ),
    (
        "loudness_lufs = -23.0",
        "loudness_lufs = 23",
        "[sets.non-harmonic-singles]: 'loudness_lufs' should be at most -14, got 23. Correct it.",
    ),
    ("n_heard = 12", "n_heard = 0", f"{SINGLES}: 'n_heard' should be at least 1, got 0. Correct it."),
    ('title = "Sounds', 'title = 3 # "Sounds', "[study]: 'title' should be a text in quotes, got 3. Correct it."),
    ('title = "Sounds', 'title = " " # "Sounds', "[study]: 'title' should not be empty, got ' '. Correct it."),
    (
        "must_listen = true",
        'must_listen = "often"',
        "[checks]: 'must_listen' should be true or false, got 'often'. Correct it.",
    ),
    (
        'title.en = "Single sounds"\ntitle.it = "Suoni singoli"',
        'title = "Single"',
        f"{SINGLES}: 'title' should be a table, got 'Single'.",
    ),
    # ids
    (
        'id = "non-harmonic-singles"',
        'id = "Single sounds"',
        "section 1 \"Single sounds\": 'id' is wrong: an id has letters, digits and hyphens only, got 'Single sounds'.",
    ),
    (
        "[models.harmonic]",
        "[models.Harmonic]",
        "[models]: 'Harmonic' is wrong: an id is written in lower case, got 'Harmonic'. Correct it.",
    ),
    (
        'id = "harmonic-morphs"',
        'id = "non-harmonic-morphs"',
        "section 'non-harmonic-morphs': the id stands 2 times. Give each section its own.",
    ),
    # names that lead nowhere
    (
        'set = "non-harmonic-singles"',
        'set = "singles"',
        f"{SINGLES}: 'set' names 'singles', which does not exist. Known: non-harmonic-singles, ",
    ),
    (
        '["quality", "class"]',
        '["quality", "clas"]',
        f"{SINGLES}: 'questions' names 'clas', which does not exist. Did you mean 'class'?",
    ),
    (
        'collection = "non-harmonic"',
        'collection = "nonharmonic"',
        "[sets.non-harmonic-singles]: 'collection' names 'nonharmonic', which does not exist. "
        "Did you mean 'non-harmonic'?",
    ),
    (
        'model = "harmonic"',
        'model = "vae"',
        "[collections.harmonic]: 'model' names 'vae', which does not exist. Known: harmonic, non-harmonic.",
    ),
    # weights
    (
        "n_morphs = 24",
        "n_morphs = 24\nweights = [0, 1]",
        '[sets.non-harmonic-morphs]: \'weights\' are for delivery = "steps", got "sweep". Take them out',
    ),
    (
        'path = ["linear", "uniform"]\ncontrols = ["crossfade", "hard-switch"]',
        'path = ["linear"]\ncontrols = []\ndelivery = "steps"',
        "[sets.harmonic-morphs]: delivery = \"steps\" needs 'weights', at least 2. Add weights = [0, 0.25, ",
    ),
    (
        'path = ["linear", "uniform"]\ncontrols = ["crossfade", "hard-switch"]',
        'path = ["linear", "uniform"]\ncontrols = []\ndelivery = "steps"\nweights = [0, 0.5, 1]',
        '[sets.harmonic-morphs]: delivery = "steps" takes one path, got 2: their ends are the same sounds. ',
    ),
    (
        'path = ["linear", "uniform"]\ncontrols = ["crossfade", "hard-switch"]',
        'path = ["uniform"]\ncontrols = ["shuffled"]\ndelivery = "steps"\nweights = [0, 0.5, 1]',
        "[sets.harmonic-morphs]: delivery = \"steps\" has no controls, got 'shuffled'. Write controls = [].",
    ),
    (
        "[sets.harmonic-morphs]",
        '[sets.blends]\ncollection = "harmonic"\nkind = "blend"\nn_blends = 2\nweights = [[0.5, 0.4]]\n\n'
        "[sets.harmonic-morphs]",
        "[sets.blends]: mixture 1 of 'weights' sums to 0.9. Make it 1.",
    ),
    (
        "[sets.harmonic-morphs]",
        '[sets.blends]\ncollection = "harmonic"\nkind = "blend"\nn_blends = 2\nweights = [[1, 0], [0.5, 0.3, 0.2]]\n\n'
        "[sets.harmonic-morphs]",
        "[sets.blends]: 'weights' need one weight for each sound, got 3 in mixture 2 and 2 in the first. Write 0",
    ),
    # languages
    (
        'prompt.it = "Che tipo di suono è?"\n',
        "",
        "question 'class': prompt.it is missing. Write the question in every language of the study.",
    ),
    (
        'labels.it = ["Molto brusco"',
        '# labels.it = ["Molto brusco"',
        "question 'smoothness': labels.it is missing. Label the scale in every language of the study.",
    ),
    (
        ', "Eccellente"]',
        "]",
        "question 'quality': the scale has 4 and 5 labels. Give as many in each language.",
    ),
    # not TOML
    ("seed = 2026", "seed 2026", "not valid TOML: Expected '=' after a key in a key/value pair (at line "),
    ("[profile]", "[study]", "not valid TOML: "),
]


@pytest.mark.parametrize(("before", "after", "line"), MUTATIONS)
def test_each_mistake_gets_one_clear_line(problems, before, after, line):
    """One mistake in the slides' study file gives one line that starts as expected, and no second one."""
    found = problems(changed(before, after))

    assert [line] == [one[: len(line)] for one in found]


def test_there_are_enough_mistakes():
    """The table holds at least thirty, each a file of its own."""
    assert len({changed(before, after) for before, after, _ in MUTATIONS}) == len(MUTATIONS) >= 30


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "key 'study' is missing. Add it."),
        ("sections = 3", "'sections' should be a list, got 3. Correct it."),
        ("sections = [3]", "entry 1 of 'sections' should be a table, got 3. Correct it."),
        ("study = 1", "'study' should be a table, got 1. Correct it."),
        ("sets = {}", "'sets' should have at least 1 entry, got none. Correct it."),
        ("sets = { a = 1 }", "[sets]: 'a' should be a table, got 1. Correct it."),
        (
            "[sets.a]\nkind = 1",
            "[sets.a]: 'kind' should be one of single, morph, blend, imported, got '1'. Correct it.",
        ),
        ("[collections.model]\nmodl = 1", "[collections.model]: unknown key 'modl'. Did you mean 'model'?"),
        ("[[sections]]\nid = 3", "section 1: 'id' should be a text in quotes, got 3. Correct it."),
        ("profile = [1]", "'profile' should be a table, got [1]. Correct it."),
        (
            "[profile]\nask = 2020-01-01",
            "[profile]: 'ask' should be a list, got datetime.date(2020, 1, 1). Correct it.",
        ),
        ("[checks]\nmust_listen = {}", "[checks]: 'must_listen' should be true or false, got none. Correct it."),
    ],
)
def test_a_file_of_another_shape_is_told_so(problems, text, line):
    """Where a whole part is missing or of another shape, its line is among those said."""
    assert line in problems(text)


def test_all_mistakes_are_said_at_once_unknown_keys_first(problems):
    """Three mistakes are three lines; the unknown key, which may explain the others, comes first."""
    text = SLIDES.replace("seed = 2026", "seed = -1\nsead = 2").replace("n_heard = 12", "")

    assert [
        "[study]: unknown key 'sead'. Did you mean 'seed'?",
        "[study]: 'seed' should be at least 0, got -1. Correct it.",
        f"{SINGLES}: key 'n_heard' is missing. Add it.",
    ] == problems(text)


def test_all_names_that_lead_nowhere_are_said_at_once(problems):
    """References are looked at together as well."""
    text = SLIDES.replace('set = "non-harmonic-singles"', 'set = "a"').replace('set = "harmonic-morphs"', 'set = "b"')

    assert 2 == len(problems(text))


@pytest.mark.parametrize("example", sorted(path.parent.name for path in EXAMPLES.glob("*/study.toml")))
def test_examples_are_read(example):
    """Every example that ships is a valid study file."""
    assert read_study_file(EXAMPLES / example / "study.toml").sections


def test_files_that_cannot_be_read_are_named(tmp_path):
    """No file, a folder and a file that is no text are one line each."""
    (tmp_path / "latin.toml").write_bytes('title = "Qualità"'.encode("latin-1"))

    with pytest.raises(StudyError, match=r"study\.toml: there is no study file here\. Make a study with"):
        read_toml(tmp_path / "study.toml")
    with pytest.raises(StudyError, match=re.escape(f"{tmp_path}: cannot be read: Is a directory")):
        read_toml(tmp_path)
    with pytest.raises(StudyError, match=r"latin\.toml: byte 15 is not UTF-8"):
        read_toml(tmp_path / "latin.toml")


def test_comments_and_order_do_not_matter(tmp_path):
    """A file with other comments and blank lines is the same study."""
    shutil.copy(EXAMPLES / "slides" / "study.toml", tmp_path / "a.toml")
    (tmp_path / "b.toml").write_text(re.sub(r"(?m)\s+# .*$", "", SLIDES) + "\n\n# the end\n", encoding="utf-8")

    assert read_study_file(tmp_path / "a.toml") == read_study_file(tmp_path / "b.toml")
