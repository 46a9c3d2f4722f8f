"""Who writes an id as it is spoken, or mistypes it, is told the right one."""

import pytest

from scheduler.nearest import nearest, unknown

KNOWN = {
    "hoerde": "Hörde",
    "innenstadt-west": "Innenstadt-West",
    "gaststaette-neueroeffnung": "Restaurant oder Gaststätte mit Alkohol, Neueröffnung",
}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("Hörde", "hoerde"),
        ("hörde", "hoerde"),
        ("horde", "hoerde"),
        ("HOERDE", "hoerde"),
        ("Innenstadt West", "innenstadt-west"),
        ("restaurant", "gaststaette-neueroeffnung"),
        ("gaststätte", "gaststaette-neueroeffnung"),
        ("atlantis", None),
        ("t", None),
        ("", None),
    ],
)
def test_the_nearest_id(given: str, meant: str | None):
    assert nearest(given, KNOWN) == meant


def test_the_sentence_names_what_is_known_and_what_was_meant():
    error = unknown("Hörde", "a district of Dortmund", KNOWN, path="district")
    assert (error.path, error.value) == ("district", "Hörde")
    assert str(error) == (
        'district: "Hörde" is not a district of Dortmund. Maybe "hoerde" was meant. '
        "Known: hoerde, innenstadt-west, gaststaette-neueroeffnung."
    )
    assert "Maybe" not in str(unknown("atlantis", "a district of Dortmund", KNOWN, path="district"))
