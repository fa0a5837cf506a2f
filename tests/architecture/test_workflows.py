"""The diagrams of the workflows are those of the tables."""

from onderwijsregios.workflow import APPLICATION, BEZWAAR, SUPPLEMENT, TEAM_MEMBER
from regio.management.commands.print_workflow import FOLDER, page_of, stale, workflows

EVERY_WORKFLOW = [APPLICATION, BEZWAAR, SUPPLEMENT, TEAM_MEMBER]


def test_diagrams_are_up_to_date():
    assert stale() == [], "run manage.py print_workflow"


def test_every_workflow_has_its_page():
    assert workflows() == EVERY_WORKFLOW


def test_changed_missing_and_orphaned_pages_are_stale(tmp_path):
    name = f"{APPLICATION.name}.md"
    assert stale(tmp_path) == [f"{workflow.name}.md" for workflow in EVERY_WORKFLOW]
    for workflow in EVERY_WORKFLOW:
        (tmp_path / f"{workflow.name}.md").write_text(page_of(workflow))
    assert stale(tmp_path) == []
    (tmp_path / name).write_text(page_of(APPLICATION).replace("withdraw", "retract"))
    (tmp_path / "gone.md").write_text("")
    assert stale(tmp_path) == ["gone.md", name]


def test_diagram_shows_each_change_and_where_it_begins():
    page = (FOLDER / f"{APPLICATION.name}.md").read_text()
    assert "    [*] --> concept\n" in page
    for row in APPLICATION:
        for source in row.sources:
            assert f"    {source} --> {row.target.replace('-', '_')} : {row.name}\n" in page
