"""What every list view shows."""

import xml.etree.ElementTree as ET

# As many as have room on a screen of 1400 pixels; the last, the state, else has none
MOST_COLUMNS = 11


def is_shown(column):
    return (
        column.tag == "field"
        and column.get("optional") != "hide"
        and column.get("column_invisible") not in ("1", "True")
        and column.get("widget") != "handle"
    )


def test_lists_have_room_on_the_screen(root):
    wide = []
    for path in (root / "addons").glob("*/*/*.xml"):
        for record in ET.parse(path).getroot().iter("record"):
            for columns in record.iter("list"):
                count = sum(is_shown(column) for column in columns)
                if count > MOST_COLUMNS:
                    wide.append(f"{path.relative_to(root)}: {record.get('id')} {count}")
    assert not wide, "make the less important columns optional='hide'"
