"""A worker's own copy of the tree, with a build of the host lane: a place to try mutants in."""
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SOURCES = (".cpp", ".h", ".cu", ".cuh", ".c", ".cmake", ".case", "CMakeLists.txt")
# As preset ci compiles it, so that ccache has nearly all of it; but a warning is no error, and must
# not change what ccache looks for.
_COMPILE = "<CMAKE_CXX_COMPILER> <DEFINES> <INCLUDES> <FLAGS> -Wno-error -o <OBJECT> -c <SOURCE>"
_BUILD = ("-G", "Ninja", "-DROPEKV_CUDA=OFF", f"-DCMAKE_CXX_COMPILE_OBJECT={_COMPILE}",
          f"-DCMAKE_PROJECT_ropekv_INCLUDE={Path(__file__).parent / 'quick_build.cmake'}")
_CCACHE = {"CCACHE_BASEDIR": "/", "CCACHE_NOHASHDIR": "1", "CCACHE_IGNOREOPTIONS": "-Wno-error"}


class Interrupted(Exception):
    """The run is to end: what is under way is dropped."""


@dataclass
class Outcome:
    status: int  # of the process; None: it took too long
    output: str
    seconds: float


class Commands:
    """Runs commands in process groups of their own, and can end them all."""

    def __init__(self):
        self._running = set()
        self._lock = threading.Lock()
        self.stopped = False

    def run(self, command, folder, limit, environment):
        begin = time.monotonic()
        with self._lock:
            if self.stopped:
                raise Interrupted
            process = subprocess.Popen(command, cwd=folder, env=environment, text=True,
                                       errors="replace", stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       start_new_session=True)
            self._running.add(process)
        try:
            output, _ = process.communicate(timeout=limit)
            status = process.returncode
        except subprocess.TimeoutExpired:
            _end(process)
            output, status = process.communicate()[0], None
        finally:
            with self._lock:
                self._running.discard(process)
        if self.stopped:
            raise Interrupted
        return Outcome(status, output or "", time.monotonic() - begin)

    def stop(self):
        with self._lock:
            self.stopped = True
            for process in self._running:
                _end(process)


def _end(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def lock(work):
    """An open file that keeps others out of the folder, or None if another run is in it."""
    work.mkdir(parents=True, exist_ok=True)
    file = (work / "mutants.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def files_of(root):
    """What git knows of the tree, and what is new in it and not ignored."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], check=True, capture_output=True, text=True)
    return sorted(name for name in set(listed.stdout.split("\0"))
                  if name and (Path(root) / name).is_file())


def is_source(name):
    """Whether verdicts may depend on the file. Documents and this tool may change meanwhile."""
    return name.endswith(_SOURCES) and not name.startswith("ci/mutation/")


class Workshop:
    def __init__(self, folder, commands):
        self.tree = Path(folder)
        self.build_folder = self.tree / "build" / "mutant"  # as deep as a preset's: ccache
        self._commands = commands
        self._environment = {name: value for name, value in os.environ.items()
                             if not name.startswith(("ROPEKV_", "GTEST_", "SLURM_", "GITHUB_",
                                                     "JOB_COMPLETION", "RC_PARAMS"))}
        self._environment |= _CCACHE

    def update(self, root):
        """Makes the tree that of `root`; what is the same keeps its time, and its objects."""
        wanted = files_of(root)
        for name in wanted:
            new, old = Path(root) / name, self.tree / name
            data = new.read_bytes()
            if not old.is_file() or old.read_bytes() != data:
                old.parent.mkdir(parents=True, exist_ok=True)
                old.write_bytes(data)
                shutil.copymode(new, old)
        kept = set(wanted)
        for path in [p for p in self.tree.rglob("*") if p.is_file()]:
            name = path.relative_to(self.tree).as_posix()
            if name not in kept and not name.startswith("build/"):
                path.unlink()

    def configure(self):
        folders = ("-S", str(self.tree), "-B", str(self.build_folder))
        return self._run(["cmake", *folders, *_BUILD], 300)

    def build(self, targets, limit, jobs=1, is_mutant=True):
        """What a mutant compiles to is of no use to anyone, and is not kept by ccache."""
        command = ["ninja", "-C", str(self.build_folder), f"-j{jobs}", *targets]
        return self._run(command, limit, {"CCACHE_READONLY": "1"} if is_mutant else {})

    def run(self, step, limit):
        bin_folder = str(self.build_folder / "bin")
        return self._run([part.replace("{bin}", bin_folder) for part in step.command], limit)

    def read(self, file):
        return (self.tree / file).read_text()

    @contextmanager
    def changed(self, texts):
        """The tree with these texts in these files, and then as it was. Files get their old times
        back, and what was built of the texts goes: ninja then makes that anew, and not all else
        that a header is part of."""
        before = {file: (self.read(file), (self.tree / file).stat()) for file in texts}
        since = time.time_ns() - 10_000_000  # times of files come from a coarser clock
        try:
            for file, text in texts.items():
                (self.tree / file).write_text(text)
            yield
        finally:
            for path in self._outputs():
                if path.stat().st_mtime_ns >= since:
                    path.unlink()
            for file, (text, status) in before.items():
                (self.tree / file).write_text(text)
                os.utime(self.tree / file, ns=(status.st_atime_ns, status.st_mtime_ns))

    def _outputs(self):
        for folder, _, names in os.walk(self.build_folder):
            is_bin = Path(folder).is_relative_to(self.build_folder / "bin")
            yield from (Path(folder, name) for name in names
                        if is_bin or name.endswith((".o", ".a", ".so", ".gch")))

    def _run(self, command, limit, more={}):
        return self._commands.run(command, self.tree, limit, self._environment | more)
