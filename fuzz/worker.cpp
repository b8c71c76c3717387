#include "fuzz/worker.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <new>
#include <nlohmann/json.hpp>

#include "fuzz/crew.h"
#include "fuzz/exit_code.h"
#include "fuzz/investigator.h"
#include "fuzz/lane_worker.h"
#include "fuzz/loaded_kernel.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

[[noreturn]] void leave(WorkerPage* page, ExitCode code, const std::string& word) {
  page->leave_word(word);
  _exit(static_cast<int>(code));
}

Json answer(const Json& request, const WorkerConfig& config, LaneWorker* on_lane) {
  const auto op = request.at("op").get<std::string>();
  if (op == "devices") return {{"devices", device_names_here()}};
  if (op == "describe") {
    const std::string& name = config.kernel.name;
    return to_json(KernelRef{name, describe_here(name, on_lane->page())});
  }
  if (op == "autopsy") return autopsy(request, config);
  if (op == "investigate") return investigate_in_children(request, config, on_lane->page());
  return on_lane->answer(op, request);
}

void serve(WorkerPage* page) {
  Wire wire(kWorkerSocket);
  const auto first = wire.receive();
  if (!first) return;
  const WorkerConfig config = worker_config_from(*first);
  if (config.seats > 1) return serve_as_crew(config, &wire);
  SecondOpinion second(config);
  LaneWorker on_lane(
      config, [&](const Json& message) { return wire.send(message); }, page, &second);
  wire.send({{"event", "up"}});
  page->rest();
  while (const auto request = wire.receive()) {
    const Json reply = answer(*request, config, &on_lane);
    page->rest();
    if (!wire.send(reply)) return;
  }
}

}  // namespace

void end_process_if_it_throws(WorkerPage* page, const std::function<void()>& work) {
  try {
    work();
  } catch (const HarnessError& error) {
    leave(page, ExitCode::kHarness, error.what());
  } catch (const OutOfMemory& error) {
    leave(page, ExitCode::kOutOfMemory, error.what());
  } catch (const std::bad_alloc&) {
    leave(page, ExitCode::kOutOfMemory, "std::bad_alloc");
  } catch (const DeviceLost& error) {
    leave(page, ExitCode::kDeviceLost, error.what());
  } catch (const CommandError& error) {
    leave(page, error.exit_code, error.what());
  } catch (const std::exception& error) {
    leave(page, ExitCode::kHarness, fmt::format("unexpected error: {}", error.what()));
  }
}

void be_a_worker() {
  prctl(PR_SET_NAME, "ropekv-worker");  // for a person who looks at processes
  // main's handlers would turn a signal into an exit status; the parent wants to see it.
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(number, SIG_DFL);
  // Case after case wants the same memory: what is given back to the system must be cleared, and
  // taken from all threads, each time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  WorkerPage page(kWorkerPageFile);
  end_process_if_it_throws(&page, [&] { serve(&page); });
  _exit(0);
}

}  // namespace ropekv
