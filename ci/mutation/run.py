"""A run: workers that take mutants from a list, each in a workshop of its own."""
import threading

from . import workshop as shop
from .judge import FIRST_BUILD_LIMIT, baseline, judge
from .mutants import hashed
from .refused import Refused


class MutantList:
    """Mutants not yet begun. A worker stays with a file as long as there are some of it, since what
    a file is part of has to be built again when it is put back. Headers, which cost the most, come
    last."""

    def __init__(self, mutants):
        self.total = len(mutants)
        self._by_file = {}
        for mutant in mutants:
            self._by_file.setdefault(mutant.file, []).append(mutant)
        self._lock = threading.Lock()
        self._taken = set()

    def next_after(self, file):
        with self._lock:
            left = {name: found for name, found in self._by_file.items() if found}
            if not left:
                return None
            if file not in left:
                fresh = {name: found for name, found in left.items() if name not in self._taken}
                file = max(fresh or left,
                           key=lambda name: (not name.endswith(".h"), len(left[name])))
            self._taken.add(file)
            return self._by_file[file].pop(0)


def tree_hash(root):
    """Of all that is compiled, and of nothing else: documents may change during a night."""
    names = [name for name in shop.files_of(root) if shop.is_source(name)]
    return hashed(*(f"{name}\0{hashed((root / name).read_bytes().decode(errors='replace'))}"
                    for name in names))[:16]


class Run:
    def __init__(self, root, work, results, steps_of, say):
        self.root, self.work, self.results = root, work, results
        self.steps_of, self.say = steps_of, say  # of a mutant
        self.tree = tree_hash(root)
        self.commands = shop.Commands()
        self.failure = None
        self._lock = threading.Lock()
        self._done = 0

    def prepare(self, number, targets, jobs):
        """The workshop of worker `number`, up to date and built."""
        place = shop.Workshop(self.work / f"mutants-{number}", self.commands)
        place.update(self.root)
        made = place.configure()
        if made.status != 0:
            raise Refused(f"cmake says:\n{made.output[-2000:]}")
        seconds = self.build(place, targets, jobs)
        self.say(f"{place.tree.name}: built in {seconds:.1f} s")
        return place

    def build(self, place, targets, jobs):
        """All targets of the tree as it is: what is built while there is a mutant is thrown away
        with it."""
        built = place.build(targets, FIRST_BUILD_LIMIT, jobs, is_mutant=False)
        if built.status != 0:
            raise Refused(f"the tree as it is does not build:\n{built.output[-2000:]}")
        return built.seconds

    def measure(self, place, steps):
        """Runs these steps on the tree as it is, but for those that are known."""
        usual = self.results.baseline(self.tree)
        for step in [step for step in steps if step.name not in usual]:
            fresh = baseline(place, step, self.say)
            self.results.add({"tree": self.tree, "baseline": fresh})
            usual |= fresh
        return usual

    def run(self, mutants, jobs):
        """Judges them all, unless it is stopped or fails before."""
        lock = shop.lock(self.work)
        if not lock:
            raise Refused(f"--work is '{self.work}': another run is at work there")
        steps = {step.name: step for m in mutants for step in self.steps_of(m)}.values()
        targets = sorted({target for step in steps for target in step.targets})
        try:
            places = [self.prepare(n, targets, jobs) for n in range(min(jobs, len(mutants)))]
            usual = self.measure(places[0], steps)
        except shop.Interrupted:
            return
        todo = MutantList(mutants)
        threads = [threading.Thread(target=self._work, args=(place, targets, todo, usual))
                   for place in places]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lock.close()

    def _work(self, place, targets, todo, usual):
        try:
            file, mutant = None, todo.next_after(None)
            while mutant and not self.commands.stopped and not self.failure:
                if file not in (None, mutant.file):
                    self.build(place, targets, 1)
                row = judge(place, mutant, self.steps_of(mutant), usual)
                with self._lock:
                    self._done += 1
                    self.results.add(row | {"tree": self.tree})
                    self.say(f"{self._done}/{todo.total} {row['outcome']:<13} "
                             f"{row['seconds']:6.1f} s  {row['step']:<32} {mutant.describe()}  "
                             f"{mutant.id}")
                file, mutant = mutant.file, todo.next_after(mutant.file)
        except shop.Interrupted:
            pass
        except Exception as failure:  # the other workers end, too
            self.failure = failure
