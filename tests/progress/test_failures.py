"""What is shown of a failed job."""

from latentaudio.progress.failures import LAST_LINES, failure_text, without_message


def test_the_whole_error_of_a_program_is_shown_and_nothing_before(tmp_path):
    log = tmp_path / "dataset.log"
    bad = "".join(f"  {number}.wav: truncated\n" for number in range(300))
    log.write_text(f"dataset: 3/9, 5 s\nerror: 300 files cannot be used:\n{bad}make them again\n")
    first, second, *others, last = failure_text("Check all recordings", [log]).splitlines()
    assert first == "Failed: Check all recordings"
    assert second == "    error: 300 files cannot be used:"
    assert others == [
        *(f"      {number}.wav: truncated" for number in range(300)),
        "    make them again",
    ]
    assert last == f"  log: {log}"


def test_of_another_log_the_last_lines_are_shown(tmp_path):
    log = tmp_path / "knn.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    lines = failure_text("knn", [log]).splitlines()
    assert lines[1:-1] == [f"    line {number}" for number in range(100 - LAST_LINES, 100)]


def test_control_characters_do_not_reach_the_terminal(tmp_path):
    log = tmp_path / "knn.log"
    log.write_bytes(b"error: \x1b[31mred\x1b[0m \xff\x07\n")
    assert failure_text("knn", [log]).splitlines()[1] == "    error: red \N{REPLACEMENT CHARACTER}"


def test_a_job_without_a_message_was_killed(tmp_path):
    log = tmp_path / "embed.log"
    log.touch()
    text = failure_text("Embed part_001", [log], without_message("killed by SIGKILL"))
    assert "without a message (killed by SIGKILL)" in text
    assert "memory" in text
    assert text.endswith(f"  log: {log}")


def test_the_first_log_that_says_something_is_shown_and_those_that_exist_named(tmp_path):
    missing, empty, slurm = (tmp_path / name for name in ("missing.log", "empty.log", "slurm.log"))
    empty.touch()
    slurm.write_text("slurmstepd: Exceeded job memory limit\n")
    assert failure_text("rule knn", [missing, empty, slurm]).splitlines() == [
        "Failed: rule knn",
        "    slurmstepd: Exceeded job memory limit",
        f"  log: {empty}",
        f"  log: {slurm}",
    ]
