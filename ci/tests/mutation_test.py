"""The mutation tool by itself: what it mutates and leaves alone, and what it says of entries."""
import os
import sys
import tempfile
import unittest
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ci"))

from mutation import curated, ledger, results  # noqa: E402
from mutation.judge import judge  # noqa: E402
from mutation.mutants import mutants_of, sample  # noqa: E402
from mutation.refused import Refused  # noqa: E402
from mutation.steps import Step  # noqa: E402
from mutation.tokens import tokenize  # noqa: E402
from mutation.workshop import Commands, Outcome, Workshop  # noqa: E402


def changes(text, operator=None):
    """{(was, now)} of all mutants, or of one operator's."""
    return {(m.was, m.now) for m in mutants_of("a.cpp", text)
            if operator in (None, m.operator)}


class Operators(unittest.TestCase):
    def test_relations_have_a_neighbour_and_an_opposite(self):
        self.assertEqual(changes("bool f() { return a < b; }", "relational"),
                         {("<", "<="), ("<", ">=")})
        self.assertEqual(changes("bool f() { return a == b; }", "relational"), {("==", "!=")})

    def test_angle_brackets_of_templates_stay(self):
        text = "template <class T> auto x = static_cast<std::vector<int>>(y<3>(), z<a, b>);"
        self.assertEqual(changes(text, "relational"), set())
        self.assertEqual(changes("auto f = [&]<class V>(V) { return g<V, 2>(); };", "relational"),
                         set())

    def test_pointers_references_and_signs_are_no_arithmetic(self):
        text = "void f(const T* a, T& b, T&& c) { d = *a; e = &b; }"
        self.assertEqual(changes(text, "arithmetic"), set())
        self.assertEqual(changes("x = a * b;", "arithmetic"), {("*", "+")})
        self.assertEqual(changes("x = f(a, -b);", "arithmetic"), {("-", "")})

    def test_comments_strings_directives_and_asserts_stay(self):
        text = ('#include <a + b>\n#define X 1 \\\n  + 2\n// 3 < 4\n/* 5 */ static_assert(6 < 7);\n'
                'auto s = "8 < 9"; auto r = R"x(1 + 2)x"; char c = \'0\';')
        self.assertEqual(changes(text), set())

    def test_what_only_a_gpu_compiles_stays(self):
        text = "#ifdef __CUDA_ARCH__\nf(1);\n#else\nf(2);\n#endif\n#ifndef __CUDA_ARCH__\nf(4);\n"
        text += "#endif\n#if ROPEKV_CUDA\nf(6);\n#endif\n"
        self.assertEqual({was for was, _ in changes(text, "constant")}, {"2", "4"})

    def test_what_another_processor_runs_stays(self):
        text = "#if defined(FAST) && defined(WIDE)\nf(1);\n#else\nf(2);\n#endif\nf(3);\n"

        def numbers(here, elsewhere):
            return {t.text for t in tokenize(text, here, elsewhere)
                    if t.kind == "number" and not t.frozen}
        self.assertEqual(numbers(set(), {"WIDE"}), {"2", "3"})
        self.assertEqual(numbers({"FAST"}, {"WIDE"}), {"2", "3"})
        self.assertEqual(numbers({"FAST", "WIDE"}, set()), {"1", "3"})
        self.assertEqual(numbers(set(), set()), {"1", "2", "3"})

    def test_constants_go_up_and_down(self):
        self.assertEqual(changes("x = 8'000;", "constant"),
                         {("8'000", "(8'000 + 1)"), ("8'000", "(8'000 - 1)")})
        self.assertEqual(changes("x = 0x0u;", "constant"), {("0x0u", "(0x0u + 1)")})
        self.assertEqual(changes("x = 0x1p-23F;", "constant"),
                         {("0x1p-23F", "(0x1p-23F * 2)"), ("0x1p-23F", "(0x1p-23F / 2)")})
        self.assertEqual(changes("x = 0.0F;", "constant"), {("0.0F", "(0.0F + 1)")})

    def test_logic_is_exchanged_dropped_and_turned_round(self):
        self.assertEqual(changes("if (a && !b) return;", "logical"), {("&&", "||"), ("!", "")})
        self.assertEqual(changes("if (is_small(a)) { f(); }", "logical"),
                         {("is_small(a)", "!(is_small(a))")})

    def test_arms_of_a_ternary_change_places(self):
        self.assertEqual(changes("x = f(a ? b(1, 2) : c ? d : e, g);", "ternary"),
                         {("b(1, 2) : c ? d : e", "c ? d : e : b(1, 2)"), ("d : e", "e : d")})

    def test_arguments_of_calls_change_places_and_parameters_do_not(self):
        self.assertEqual(changes("x = f(a, g<b, c>(d), a);", "swapped_arguments"),
                         {("a, g<b, c>(d)", "g<b, c>(d), a"), ("g<b, c>(d), a", "a, g<b, c>(d)")})
        self.assertEqual(changes("int f(const T& a, int b, U* c);", "swapped_arguments"), set())
        self.assertEqual(changes("x = f(a, a);", "swapped_arguments"), set())
        self.assertEqual(changes("x = std::min<int64_t>(a, b);", "swapped_arguments"), set())

    def test_statements_and_guards_are_dropped_and_declarations_are_not(self):
        text = """
            int f(T t) {
              const int a = 1;
              std::vector<int> v(3);
              uint32_t* p = q;
              g(a);
              for (int i = 0; i < 3; ++i) v.push_back(i);
              if (a < 0) return 1;
              if (a > 0) {
                return reject(a);
              }
              wait_for_all();
              return a;
            }"""
        self.assertEqual(changes(text, "dropped_statement"),
                         {("g(a);", ";"), ("v.push_back(i);", ";"), ("return 1;", ";"),
                          ("return reject(a);", ";")})
        self.assertEqual(changes(text, "dropped_sync"), {("wait_for_all();", ";")})

    def test_types_get_narrower(self):
        self.assertEqual(changes("int64_t x = y;", "narrowed_type"), {("int64_t", "int32_t")})


class Ids(unittest.TestCase):
    TEXT = "int f() {\n  return a + 1;\n}\nint g() {\n  return a + 1;\n}\n"

    def test_ids_differ_even_on_equal_lines(self):
        ids = [m.id for m in mutants_of("a.cpp", self.TEXT)]
        self.assertEqual(len(ids), 6)
        self.assertEqual(len(set(ids)), 6)

    def test_ids_stay_when_lines_move(self):
        moved = "// more\n\n" + self.TEXT.replace("  return", "      return")
        self.assertEqual([m.id for m in mutants_of("a.cpp", self.TEXT)],
                         [m.id for m in mutants_of("a.cpp", moved)])

    def test_applying_changes_that_place_and_nothing_else(self):
        last = mutants_of("a.cpp", self.TEXT, ("arithmetic",))[-1]
        self.assertEqual(last.applied_to(self.TEXT),
                         "int f() {\n  return a + 1;\n}\nint g() {\n  return a - 1;\n}\n")
        with self.assertRaises(ValueError):
            last.applied_to("x" + self.TEXT)

    def test_samples_are_spread_and_nested(self):
        text = "x = " + " + ".join(f"a{i}" for i in range(90)) + ";\nb = c < d;\n"
        all_of_them = mutants_of("a.cpp", text)
        few = sample(all_of_them, 10, 1)
        self.assertEqual(few, sample(all_of_them, 20, 1)[:10])
        self.assertNotEqual(few, sample(all_of_them, 10, 2))
        counts = {op: sum(m.operator == op for m in sample(all_of_them, 46, 1))
                  for op in ("arithmetic", "relational")}
        self.assertEqual(counts, {"arithmetic": 44, "relational": 1})


class FakeWorkshop:
    """A build that fails, and steps that end, as they are told."""

    def __init__(self, built=0, ran=0):
        self.text, self.built, self.ran, self.written = "T x = a + b;\n", built, ran, []

    def read(self, _file):
        return self.text

    @contextmanager
    def changed(self, texts):
        before, self.text = self.text, texts["a.cpp"]
        self.written.append(self.text)
        yield
        self.text = before

    def build(self, _targets, _limit):
        return Outcome(self.built, "a.cpp:1: error: no", 0.1)

    def run(self, _step, _limit):
        return Outcome(self.ran, "[  FAILED  ] X.Y", 0.1)


class Verdicts(unittest.TestCase):
    def outcome(self, workshop, wanted=(0,)):
        text = workshop.text
        mutant = mutants_of("a.cpp", text)[0]
        row = judge(workshop, mutant, [Step("s", ("t",), ("c",), wanted)], {"s": 1.0})
        self.assertEqual(workshop.text, text, "the file is put back")
        self.assertEqual(workshop.written[0], "T x = a - b;\n")
        return row["outcome"]

    def test_each_outcome(self):
        self.assertEqual(self.outcome(FakeWorkshop()), "survived")
        self.assertEqual(self.outcome(FakeWorkshop(ran=1)), "killed")
        self.assertEqual(self.outcome(FakeWorkshop(ran=-11)), "killed")
        self.assertEqual(self.outcome(FakeWorkshop(built=1)), "not_compiling")
        self.assertEqual(self.outcome(FakeWorkshop(ran=None)), "timeout")
        self.assertEqual(self.outcome(FakeWorkshop(built=None)), "timeout")

    def test_a_wrong_kernel_must_still_be_found(self):
        self.assertEqual(self.outcome(FakeWorkshop(ran=1), wanted=(1,)), "survived")
        self.assertEqual(self.outcome(FakeWorkshop(ran=0), wanted=(1,)), "killed")

    def test_what_hangs_in_one_step_may_be_killed_by_the_next(self):
        class Hanging(FakeWorkshop):
            def run(self, step, _limit):
                output = "--seed 1\n0:HUNG (no end)\n" if step.name == "campaign" else ""
                return Outcome(1 if step.name == "fails" else None, output, 0.1)
        mutant = mutants_of("a.cpp", Hanging().text)[0]
        steps = [Step(name, ("t",), ("c",)) for name in ("hangs", "fails", "campaign")]
        self.assertEqual(judge(Hanging(), mutant, steps[2:], {})["outcome"], "killed")
        self.assertEqual(judge(Hanging(), mutant, steps[:1], {})["outcome"], "timeout")
        row = judge(Hanging(), mutant, steps, {})
        self.assertEqual((row["outcome"], row["step"]), ("killed", "fails"))

    def test_timeouts_and_builds_are_no_kills(self):
        rows = [{"id": f"a:b:{i}", "file": "a", "operator": "b", "outcome": outcome, "step": "s"}
                for i, outcome in enumerate(("killed", "timeout", "not_compiling", "survived"))]
        self.assertIn(" 33.3%", results.table(rows, "file"))
        known = results.with_ledger(rows, {"a:b:3": "cannot be told apart"})
        self.assertIn(" 50.0%", results.table(known, "file"))
        outcomes = [results.with_ledger(rows, {"a:b:3": reason})[3]["outcome"]
                    for reason in ("cannot be told apart", "on a GPU: some_test")]
        self.assertEqual(outcomes, ["equivalent", "on_a_gpu"])


class APlaceToTryIn(unittest.TestCase):
    def test_what_was_built_of_a_mutant_goes_and_times_come_back(self):
        with tempfile.TemporaryDirectory() as folder:
            shop = Workshop(folder, Commands())
            (shop.build_folder / "bin").mkdir(parents=True)
            header = Path(folder, "a.h")
            kept, built = shop.build_folder / "kept.o", shop.build_folder / "built.o"
            linked, log = shop.build_folder / "bin" / "tool", shop.build_folder / ".ninja_log"
            for path in (header, kept):
                path.write_text("right")
                os.utime(path, (1000, 1000))
            with self.assertRaises(KeyError), shop.changed({"a.h": "wrong"}):
                self.assertEqual(header.read_text(), "wrong")
                for path in (built, linked, log):
                    path.write_text("new")
                raise KeyError
            self.assertEqual((header.read_text(), header.stat().st_mtime), ("right", 1000))
            self.assertEqual([p.exists() for p in (kept, log, built, linked)],
                             [True, True, False, False])


class Entries(unittest.TestCase):
    def test_stale_ones_are_named(self):
        entries = {"a:b:1": "a reason", "a:b:2": "a reason", "a:b:3": "a reason"}
        rows = [{"id": "a:b:2", "outcome": "killed", "step": "t"},
                {"id": "a:b:3", "outcome": "survived", "step": ""}]
        sentences = list(ledger.stale(entries, {"a:b:2", "a:b:3"}, rows))
        self.assertEqual(len(sentences), 2)
        self.assertIn("a:b:1", sentences[0])
        self.assertIn("killed by t", sentences[1])

    def test_a_review_says_what_was_looked_at(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / ledger.REVIEWED
            file.parent.mkdir(parents=True)
            file.write_text("# a comment\n\na:b:1 the largest pool there is\n")
            self.assertEqual(ledger.reviewed(folder), {"a:b:1"})
            for line in ("a:b the largest pool there is", "a:b:1 fine"):
                file.write_text(line + "\n")
                with self.assertRaisesRegex(Refused, "reviewed.txt:1: '" + line):
                    ledger.reviewed(folder)

    def test_faults_by_hand_must_be_whole_and_stand_once(self):
        whole = ('[[fault]]\nname = "n"\nfile = "a.cpp"\nwhy = "w"\nnoticed_by = ["t"]\n'
                 'was = "{}"\nnow = "z"\n')
        with self.assertRaisesRegex(Refused, "noticed_by"):
            curated.parse(whole.replace('noticed_by = ["t"]\n', ""))
        with self.assertRaisesRegex(Refused, "twice"):
            curated.parse(whole + whole)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "ci" / "mutation").mkdir(parents=True)
            (Path(folder) / "a.cpp").write_text("x x y")
            for was, count in (("y", 1), ("x", 2), ("q", 0)):
                (Path(folder) / curated.FILE).write_text(whole.format(was))
                if count == 1:
                    self.assertEqual(len(curated.mutants(folder)), 1)
                    continue
                with self.assertRaisesRegex(Refused, f"stands {count} times"):
                    curated.mutants(folder)

    def test_a_line_cut_short_is_no_result(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "r.jsonl"
            path.write_text('{"id": "a", "tree": "t", "outcome": "killed"}\n{"id": "b", "tr')
            found = results.Results(path)
            self.assertEqual(set(found.known("t")), {"a"})
            found.add({"id": "c", "tree": "t", "outcome": "survived"})
            self.assertEqual(set(results.Results(path).known("t")), {"a", "c"})


if __name__ == "__main__":
    unittest.main()
