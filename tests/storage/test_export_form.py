"""The form of an export stays as 0.2.0 wrote it: an old one is taken in, and comes out again to the letter."""

from datetime import timedelta
from pathlib import Path

from support.local_speaker import LocalSpeakerApp

from skill.domain.checkin import CheckIn
from skill.storage.personal_data.export_form import Export
from skill.storage.personal_data.export_text import LINES, readable
from skill.storage.personal_data.exporting import EXPORTED
from skill.storage.personal_data.parts import PARTS
from skill.storage.personal_data.service import JSON_FILE, TEXT_FILE

JSON_0_2 = Path(__file__).parent / "export_0_2.json"
TEXT_0_2 = Path(__file__).parent / "export_0_2.txt"
LISTS = {name for name in Export.model_fields if name not in ("format", "about_me", "daily_times", "shared_to_me")}


def test_an_export_of_0_2_0_is_taken_in_and_written_again_byte_for_byte(app: LocalSpeakerApp, tmp_path: Path) -> None:
    app.clock.set(app.clock.now() + timedelta(hours=3))
    along = app.application.personal_data("")
    came = along.bring_in(JSON_0_2, app.clock.now(), device="local", zone="America/New_York")
    assert set(came) >= LISTS
    along.write(tmp_path / "out", app.clock.now())
    written = (tmp_path / "out" / JSON_FILE).read_text()
    assert written.count('"imported": true') == JSON_0_2.read_text().count('"imported": false')
    assert written.replace('"imported": true', '"imported": false') == JSON_0_2.read_text()
    assert (tmp_path / "out" / TEXT_FILE).read_text().replace("Imported: ", "") == TEXT_0_2.read_text()


def test_an_export_of_0_2_0_reads_as_it_did() -> None:
    assert readable(Export.model_validate_json(JSON_0_2.read_text())) == TEXT_0_2.read_text()


def test_every_list_of_an_export_is_declared_once_with_its_table_and_its_lines() -> None:
    assert {one.name for one in PARTS} == LISTS == set(LINES)
    assert {one.table.name for one in PARTS} <= set(EXPORTED)


def test_every_field_of_a_part_is_kept_in_a_column_or_points_within_the_export() -> None:
    for part in PARTS:
        for name in part.form.model_fields:
            assert part.keeps(name), f"{part.name}.{name}"
    assert not next(one for one in PARTS if one.row is CheckIn).keeps("a field that no row has")
