"""The pictures in docs/ are what the program that draws them says today."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_pictures_of_fit_are_drawn_from_fit() -> None:
    drawn = dict(runpy.run_path(str(ROOT / "bench" / "fit_pictures.py"))["Pictures"]().all())
    page = (ROOT / "docs" / "fit.md").read_text("utf-8")
    assert {path.name for path in (ROOT / "docs" / "pictures").iterdir()} == set(drawn)
    for name, picture in drawn.items():
        assert (ROOT / "docs" / "pictures" / name).read_text("utf-8") == picture, "bench/fit_pictures.py draws them again"
        assert f"(pictures/{name})" in page
