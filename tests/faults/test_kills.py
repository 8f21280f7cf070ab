"""Whatever is killed, and whenever: a plain re-run ends with the results of an undisturbed one."""

import time
from collections import Counter
from collections.abc import Mapping
from random import Random

import psutil
import pytest
from faults.every_job import KILLS
from faults.live import POLL_S, Live
from faults.small_project import NOTHING, different, half_written

pytestmark = pytest.mark.faults

#: Programs that must have been killed, by the name of the run.
EVERY_KIND = {
    "tones": {"embed", "pca_fit", "knn", "best_layer", "flow", "transfer", "report"},
    "known": {"axes", "vae", "digits", "published_scores", "traversals", "sounds_of_views"},
    "predicted": {"frames", "network_predictor", "head_predictor"},
}
VICTIMS = ("job", "Snakemake", "both")
#: Processor seconds of which a program needs more, whatever else the machine does.
LEAST_S = {
    **{"embed": 3.5, "flow": 5.0, "transfer": 3.5, "tsne": 2.0, "knn": 1.7, "disentanglement": 1.5},
    **{"folds": 1.2, "transfer_tests": 1.2, "weights": 0.15},
    **{"digits": 5.0, "vae": 4.0, "traversals": 3.5, "flow_traversals": 3.5, "plain_mixing": 2.5},
    **{"sounds_of_views": 2.5, "published_scores": 1.0, "figure_traversals": 1.0, "axes": 0.7},
    **{"frames": 1.5, "frames_in_rooms": 3.0, "network_predictor": 4.0, "head_predictor": 1.2},
}
USUALLY_LEAST_S = 0.4


def cpu_seconds(pid: int) -> float:
    """Give for how long a process has computed; nothing for one that has ended."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


class Killer:
    """Kills a run when one of some programs has been at work for a random time."""

    def __init__(self, draw: Random, kills: Mapping[str, int]) -> None:
        self._draw = draw
        self.left = Counter(kills)
        victims = [VICTIMS[i % len(VICTIMS)] for i in range(self.left.total())]
        self._victims = draw.sample(victims, len(victims))
        self.log: list[str] = []
        self.done: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()

    def watch(self, live: Live) -> None:
        """Wait until the run has ended; it outlives its jobs for a while."""
        after: dict[int, float] = {}
        while not live.ended():
            time.sleep(POLL_S)
            for pid, program in live.programs().items():
                if self.left[program] == 0:
                    continue
                if pid not in after:
                    after[pid] = self._draw.uniform(0.05, 1.0) * LEAST_S.get(
                        program, USUALLY_LEAST_S
                    )
                if cpu_seconds(pid) >= after[pid]:
                    self._kill(live, pid, program, after[pid])
                    break

    def _kill(self, live: Live, pid: int, program: str, after: float) -> None:
        victim = self._victims.pop()
        programs = live.programs()
        targets = {"job": [pid], "Snakemake": [live.pid], "both": [live.pid, *programs]}[victim]
        live.kill(*targets)
        self.left[program] -= 1
        self.done[victim] += 1
        self.log.append(
            f"{program} after {after:.2f} s of computing: killed {victim}; at work were "
            f"{', '.join(sorted(programs.values()))}"
        )
        self.killed.update([program] if victim == "job" else programs.values())


@pytest.mark.parametrize("undisturbed", KILLS, indirect=True)
def test_after_every_kill_a_plain_rerun_ends_with_the_same_bytes(undisturbed, empty, draw, seed):
    run = undisturbed.config["run"]
    killer = Killer(draw, KILLS[run])
    lives: list[Live] = []
    told: list[str] = []

    def story() -> str:
        return "\n".join(
            [f"LATENTAUDIO_FAULT_SEED={seed}", *killer.log, *told, lives[-1].text[-3000:]]
        )

    try:
        while True:
            lives.append(Live(empty))
            kills = killer.done.total()
            killer.watch(lives[-1])
            told += [line for line in lives[-1].text.splitlines() if line.startswith("results/")]
            for word in ("Traceback", "LockException", "IncompleteFilesException"):
                assert word not in lives[-1].text, story()
            if killer.done.total() == kills:
                break
        assert lives[-1].wait() == 0, story()
    finally:
        for live in lives:
            live.kill_all()
    print(story())
    # Some programs end before the moment that was drawn.
    planned = sum(KILLS[run].values())
    assert killer.done.total() >= planned / 2, story()
    assert min(killer.done[victim] for victim in VICTIMS) >= planned / 10, story()
    assert killer.killed.keys() >= EVERY_KIND[run], story()
    assert half_written(empty.results) == [], story()
    assert different(empty, undisturbed) == [], story()
    outcome = empty.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    assert NOTHING in outcome.text, story() + outcome.text
