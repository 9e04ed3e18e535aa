"""The codebook says of every column and every value what it means."""

import csv
from html.parser import HTMLParser
from io import StringIO

import pytest

from study.codebook import TABLES, codebook_csv, codebook_html, columns
from study.reading import read_study_file


@pytest.fixture
def small_file(small_study_template):
    """Give the small study's file."""
    return read_study_file(small_study_template / "study.toml")


def test_columns_are_those_of_the_types():
    """Every column of both tables, in the order of the files."""
    for table, (row_type, _) in TABLES.items():
        assert list(row_type.model_fields) == [one.name for one in columns(table)]


def test_columns_know_type_unit_and_values():
    """What the types say is what the codebook says."""
    found = {one.name: one for one in columns("ratings")}

    assert ("number", "s", False) == (found["heard_s"].type, found["heard_s"].unit, found["heard_s"].may_be_blank)
    assert ("number", True) == (found["weight"].type, found["weight"].may_be_blank)
    assert ("rehearsal", "live") == found["run"].values
    assert ("true", "false") == found["is_simulated"].values
    assert "list of texts" == found["options"].type


def test_the_csv_explains_columns_and_scales(small_file):
    """A row for each column, then one for each question with the labels of its scale."""
    rows = list(csv.DictReader(StringIO(codebook_csv(small_file))))
    quality = next(row for row in rows if row["question"] == "quality")

    assert sum(len(columns(table)) for table in TABLES) + len(small_file.questions) == len(rows)
    assert "1 = Bad|2 = Poor|3 = Fair|4 = Good|5 = Excellent" == quality["values"]
    assert "How good is the quality of this sound?" == quality["description"]


class Tags(HTMLParser):
    """Collects addresses and checks that tags are closed in turn."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses, self.texts = [], [], []

    def handle_starttag(self, tag, attributes):
        """Note a tag, and what it points to."""
        self.addresses += [value for name, value in attributes if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost tag."""
        assert tag == self.open.pop()

    def handle_data(self, data):
        """Note text."""
        self.texts.append(data)


def test_the_page_needs_no_network_and_is_well_formed(small_file):
    """Tags close in turn, nothing is fetched, and texts of the study cannot become tags."""
    renamed = small_file.study.model_copy(update={"title": "<script>alert(1)</script>"})
    tags = Tags()
    tags.feed(codebook_html(small_file.model_copy(update={"study": renamed}), "Answers.", is_simulated=False))
    tags.close()

    assert ([], []) == (tags.open, tags.addresses)
    assert "Codebook: <script>alert(1)</script>" in tags.texts
    assert "Seconds from the end of the first full play to this answer." in tags.texts
