"""A study's results as files that other programs read."""

from api.whatif import files
from scheduler.outcomes import Key
from scheduler.study.compare import Compared
from scheduler.study.interval import Estimate


def test_no_name_is_a_formula_to_a_table_program():
    value = {str(Key("contacts")): Estimate(mean=1.0, half=None, count=1)}
    lines = files.table((Compared("=1+1", value, {}), Compared("zu", value, {}))).splitlines()
    assert [line.partition(",")[0] for line in lines] == ["scenario", "'=1+1", "zu"]
