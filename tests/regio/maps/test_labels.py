"""Names on a map never lie across each other."""

from hypothesis import given
from hypothesis import strategies as st

from regio.core.geometry.labels import LETTER, LINE, ON_A_PHONE, PlacedName, placed

points = st.tuples(st.integers(0, 300), st.integers(0, 300))
names = st.lists(
    st.tuples(st.text(st.characters(codec="ascii"), min_size=1, max_size=12), points), max_size=20
)


def overlap(one, other, *, size):
    wide = (len(one.name) + len(other.name)) * LETTER * size / 2
    return abs(one.x - other.x) < wide and abs(one.y - other.y) < LINE * size


def pairs(found):
    return [(one, other) for number, one in enumerate(found) for other in found[number + 1 :]]


@given(names)
def test_no_two_names_overlap_at_a_desk_nor_the_others_on_a_phone(wanted):
    found = placed(wanted, size=10)
    assert not any(overlap(one, other, size=10) for one, other in pairs(found))
    on_a_phone = [name for name in found if not name.is_minor]
    assert not any(overlap(one, other, size=10 * ON_A_PHONE) for one, other in pairs(on_a_phone))


def test_the_first_name_wins_where_there_is_room_for_one():
    assert placed([("Soest", (100, 100)), ("Baarn", (104, 101)), ("Zeist", (100, 115))], size=10) == [
        PlacedName("Soest", 100, 100, is_minor=False),
        PlacedName("Zeist", 100, 115, is_minor=True),
    ]
