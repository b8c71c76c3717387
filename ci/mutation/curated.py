"""Faults written by hand (wrong_harness.toml): exact text, replacement, why, who must notice."""
import tomllib
from pathlib import Path

from .mutants import Mutant
from .refused import Refused

FILE = "ci/mutation/wrong_harness.toml"
_KEYS = {"name", "file", "why", "noticed_by", "was", "now"}
_KEYS_OF_ALSO = {"file", "was", "now"}


def _check_keys(name, entry, keys):
    if set(entry) - {"also"} != keys:
        wrong = ", ".join(sorted((set(entry) - {"also"}) ^ keys))
        raise Refused(f"{FILE}: {name}: these keys are missing or unknown: {wrong}")


def parse(text):
    """The entries of the file, each with all of its keys."""
    faults = tomllib.loads(text).get("fault", [])
    names = [fault.get("name") for fault in faults]
    for fault in faults:
        _check_keys(fault.get("name"), fault, _KEYS)
        for also in fault.get("also", []):
            _check_keys(fault["name"], also, _KEYS_OF_ALSO)
        if names.count(fault["name"]) > 1:
            raise Refused(f"{FILE}: {fault['name']} is there twice")
        if not fault["noticed_by"]:
            raise Refused(f"{FILE}: {fault['name']} names nobody who must notice it")
    return faults


def _mutant(root, fault, change, **rest):
    path = Path(root) / change["file"]
    text = path.read_text() if path.is_file() else ""
    count = text.count(change["was"])
    if count != 1 or change["was"] == change["now"]:
        raise Refused(f"{FILE}: {fault['name']}: its text stands {count} times in "
                      f"{change['file']}, it must be there once, and be changed")
    begin = text.index(change["was"])
    return Mutant(f"{change['file']}:harness:{fault['name']}", change["file"], "harness",
                  text.count("\n", 0, begin) + 1, begin, begin + len(change["was"]),
                  change["was"], change["now"], **rest)


def mutants(root):
    """All of them. One whose text does not stand in its file exactly once is stale: an error."""
    return [_mutant(root, fault, fault, steps=tuple(fault["noticed_by"]), why=fault["why"],
                    also=tuple(_mutant(root, fault, also) for also in fault.get("also", [])))
            for fault in parse((Path(root) / FILE).read_text())]
