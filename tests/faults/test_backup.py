"""Backups that get in each other's way."""

from tests.faults import repeated


@repeated
def test_two_backups_to_one_name(installation, tmp_path, repetition):
    """One is saved whole, the other is told so, and nothing half-written stays."""
    assert installation.manage("load_examples").returncode == 0
    before = installation.content()
    place = tmp_path / "backups"
    place.mkdir()
    file = place / "saved.tar"
    begun = [installation.begin("manage.py", "backup", str(file)) for _ in range(3)]
    said = [process.communicate()[1] for process in begun]
    codes = [process.returncode for process in begun]
    assert sorted(codes) == [0, 1, 1], said
    for code, words in zip(codes, said, strict=True):
        assert code == 0 or "Another backup was saved as" in words or "already exists" in words
    assert list(place.iterdir()) == [file]
    installation.execute("UPDATE incidents_incident SET title = 'later'")
    assert installation.manage("restore", "--yes", str(file)).returncode == 0
    assert installation.content() == before
