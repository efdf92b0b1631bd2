"""The release: the workflow that makes it, the notes and sums that go with it, and the trial of what was made."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def read(workflow):
    told = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    told["on"] = told.pop(True)  # YAML 1.1 takes the word for a truth value
    return told


def steps(workflow):
    return [(name, step) for name, job in read(workflow)["jobs"].items() for step in job["steps"]]


def targets():
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture
def publish(script):
    return script("publish")


@pytest.fixture
def trial(script):
    return script("trial")


# ------------------------------------------------------------------------------------------------ the workflow


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_does_what_the_makefile_says_and_nothing_else(workflow):
    for job, step in steps(workflow):
        if "run" not in step:
            continue
        if "apt-get" in step["run"]:  # a bare system has no make yet
            assert "make" in step["run"].split()
        else:
            assert re.fullmatch(r"make [a-z-]+", step["run"].strip()), (job, step)
            assert step["run"].split()[1] in targets(), (job, step)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_no_more_than_it_must(workflow):
    told = read(workflow)
    assert told["permissions"] == {"contents": "read"}
    for name, job in told["jobs"].items():
        assert job.get("permissions", {}) == ({"contents": "write"} if name == "draft" else {})
        assert job["timeout-minutes"] <= 120
    for _job, step in steps(workflow):
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]), step


def test_a_tag_makes_all_installers_tries_them_and_leaves_a_draft():
    (workflow,) = WORKFLOWS
    told = read(workflow)
    assert told["on"]["push"] == {"tags": ["v*"]}
    jobs = told["jobs"]
    ran = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    # Nothing is made again once it was tried: what is handed out is what package-test has left.
    assert [run for run in ran["linux"] if run.startswith("make")] == ["make test", "make package-test"]
    assert ran["windows"] == ["make trial"]
    assert ran["macos"] == ["make macos", "make trial"]
    assert ran["draft"] == ["make checksums", "make draft-release"]
    assert set(jobs["draft"]["needs"]) == {"linux", "windows", "macos"}
    assert jobs["draft"]["if"] == "github.ref_type == 'tag'"
    assert jobs["windows"]["needs"] == "linux"  # where its installer is made


def test_the_secrets_of_the_workflow_are_those_that_the_build_reads(script):
    names = {script("macos/steps").variable(name) for name in script("macos/steps").Secrets.__dataclass_fields__}
    (given,) = [step["env"] for job, step in steps(WORKFLOWS[0]) if job == "macos" and "env" in step]
    assert given == {name: f"${{{{ secrets.{name} }}}}" for name in names}


def test_the_workflow_takes_the_python_that_the_wheels_are_tried_for(script):
    versions = {
        job: step["with"]["python-version"]
        for job, step in steps(WORKFLOWS[0])
        if step.get("uses", "").startswith("actions/setup-python")
    }
    assert versions["macos"] == script("macos/rehearsal").PYTHON


def test_the_processors_of_the_workflow_are_those_of_the_release(script, publish):
    told = read(WORKFLOWS[0])["jobs"]["macos"]["strategy"]["matrix"]["include"]
    processors = {one["processor"] for one in told}
    assert processors == set(script("macos/rehearsal").PROCESSORS)
    assert {f"NetJournal-*-macos-{one}.dmg" for one in processors} <= set(publish.KINDS)


# ------------------------------------------------------------------------------------------------ notes and sums

CHANGELOG = """# Changelog

## [0.2.0] - 2027-01-31

### Added
- A thing.

## [0.1.0] - unreleased

### Added
- Another.
"""


def test_the_notes_are_this_versions_part_of_the_changelog(publish):
    assert publish.notes(CHANGELOG, "0.2.0") == "### Added\n- A thing."
    with pytest.raises(publish.Stop, match="unreleased"):
        publish.notes(CHANGELOG, "0.1.0")
    with pytest.raises(publish.Stop, match=r"no part for 0\.3\.0"):
        publish.notes(CHANGELOG, "0.3.0")


@pytest.fixture
def dist(publish, tmp_path):
    """Everything that a release holds, each with its own name in it."""
    names = [pattern.replace("*", VERSION, 1).replace("*", "x86_64") for pattern in publish.KINDS]
    for name in names:
        (tmp_path / name.replace(f"{VERSION}.deb", f"{VERSION}_amd64.deb")).write_text(name)
    return tmp_path


def test_the_sums_are_those_that_sha256sum_reads(publish, dist):
    lines = publish.sums(dist).read_text().splitlines()
    assert len(lines) == len(publish.KINDS)
    assert all(re.fullmatch(r"[0-9a-f]{64}  \S+", line) for line in lines)
    assert {line.split()[1] for line in lines} == {file.name for file in dist.iterdir()} - {"SHA256SUMS"}


def test_a_release_in_which_something_is_missing_or_old_is_none(publish, dist):
    (dist / f"NetJournal-{VERSION}-setup.exe").rename(dist / "NetJournal-0.0.9-setup.exe")
    with pytest.raises(publish.Stop, match=r"Not of version .*: NetJournal-0\.0\.9-setup\.exe"):
        publish.sums(dist)
    (dist / "NetJournal-0.0.9-setup.exe").unlink()
    with pytest.raises(publish.Stop, match="for Windows"):
        publish.sums(dist)


def test_the_draft_holds_everything_and_its_tag_is_the_version(publish, dist, monkeypatch, tmp_path):
    monkeypatch.setattr(publish, "own_notes", lambda: "### Added\n- A thing.")
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    given = []
    publish.sums(dist)
    publish.draft(f"v{VERSION}", dist, given.append)
    (command,) = given
    assert command[:4] == ["gh", "release", "create", f"v{VERSION}"]
    assert "--draft" in command
    assert "--verify-tag" in command
    assert {Path(word).name for word in command[-6:]} == {file.name for file in dist.iterdir() if file.is_file()}
    assert Path(command[command.index("--notes-file") + 1]).read_text() == "### Added\n- A thing.\n"
    with pytest.raises(publish.Stop, match=r"The tag is “v9\.9”"):
        publish.draft("v9.9", dist, given.append)
    assert len(given) == 1


# ------------------------------------------------------------------------------------------------ the trial


class Recorder:
    def __init__(self):
        self.given = []

    def __call__(self, *command, **more):
        self.given.append(([str(word) for word in command], more))
        if "tour" in command:
            for n in range(120):
                command[-1].mkdir(exist_ok=True)
                (command[-1] / f"{n}.png").touch()
        return f"netjournal {VERSION} jazz"


def test_on_windows_the_installer_is_silent_and_a_program_that_is_there_is_left_alone(trial, monkeypatch, tmp_path):
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    run = Recorder()
    program = trial.install(tmp_path / "setup.exe", tmp_path / "room", "win32", run)
    assert program == tmp_path / "Programs" / "Net Journal" / "bin" / "netjournal.exe"
    trial.remove(tmp_path / "room", "win32", run)
    assert [words[1:] for words, _more in run.given] == [["/S"], ["/S"]]
    program.parent.mkdir(parents=True)
    with pytest.raises(trial.Stop, match="left alone"):
        trial.install(tmp_path / "setup.exe", tmp_path / "room", "win32", run)


def test_on_macos_the_program_is_copied_out_of_its_image(trial, tmp_path):
    run = Recorder()
    program = trial.install(tmp_path / "made.dmg", tmp_path, "darwin", run)
    assert program.parts[-4:] == ("Net Journal.app", "Contents", "MacOS", "netjournal")
    assert [words[0] for words, _more in run.given] == ["hdiutil", "ditto", "hdiutil"]
    (tmp_path / "where programs are").mkdir()
    trial.remove(tmp_path, "darwin", run)
    assert not (tmp_path / "where programs are").exists()


def test_what_was_made_is_used_on_a_journal_of_the_trials_own(trial, tmp_path):
    run = Recorder()
    trial.use(Path("/x/netjournal"), tmp_path, run)
    assert [words[1] for words, _more in run.given] == ["--version", "record", "search", "tour"]
    for _words, more in run.given:
        assert more["NETJOURNAL_JOURNAL"] == str(tmp_path / "my journal.netjournal")
        assert more["PYTHONPATH"] == more["VIRTUAL_ENV"] == ""


def test_the_newest_of_this_version_is_tried(trial, tmp_path):
    with pytest.raises(trial.Stop, match="make portable"):
        trial.made_for("linux", tmp_path)
    made = tmp_path / f"netjournal-{VERSION}-linux-x86_64.tar.xz"
    made.touch()
    (tmp_path / "netjournal-0.0.9-linux-x86_64.tar.xz").touch()
    assert trial.made_for("linux", tmp_path) == made
