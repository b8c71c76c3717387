#include "fuzz/campaign_start.h"

#include <fmt/format.h>

#include <filesystem>
#include <thread>

#include "fuzz/choices.h"
#include "fuzz/exit_code.h"
#include "fuzz/file_identity.h"
#include "fuzz/seed.h"
#include "fuzz/size_name.h"
#include "fuzz/store.h"
#include "fuzz/worker_process.h"
#include "reference/list_text.h"

namespace ropekv {
namespace {

constexpr std::string_view kCudaPrefix = "cuda:";
constexpr uint64_t kMostWorkers = 1024;
constexpr uint64_t kMostSeats = 256;

CommandError bad_device(std::string_view device, const std::string& why, ExitCode code) {
  return {code, fmt::format("--device is '{}': {}", device, why)};
}

std::vector<std::string> cuda_devices(std::string_view device) {
  const size_t num_devices = cuda_device_names().size();
  if (num_devices == 0) {
    throw bad_device(device, "there is no usable CUDA device", ExitCode::kNoGpu);
  }
  std::vector<std::string> all;
  for (size_t i = 0; i < num_devices; ++i) all.push_back(fmt::format("{}{}", kCudaPrefix, i));
  if (device == "all") return all;
  if (device == "cuda") return {all[0]};
  for (const std::string& one : all) {
    if (device == one) return {one};
  }
  throw bad_device(device, fmt::format("there is no such CUDA device, only 0..{}", num_devices - 1),
                   ExitCode::kNoGpu);
}

bool names_cuda(std::string_view device) {
  int device_idx = -1;
  return device == "cuda" || device == "all" ||
         (device.starts_with(kCudaPrefix) &&
          parse_integer(device.substr(kCudaPrefix.size()), &device_idx) && device_idx >= 0);
}

}  // namespace

std::vector<std::string> choose_devices(std::string_view device, const Kernel& kernel) {
  const auto no_form = [&](std::string_view lane) {
    return bad_device(device, fmt::format("kernel {} has no form for lane {}", kernel.name, lane),
                      ExitCode::kUsage);
  };
  if (device == "auto") {
    if (kernel.launch_cuda && !cuda_device_names().empty()) return {"cuda:0"};
    if (!kernel.launch_host) throw no_form("host");
    return {"host"};
  }
  if (device == "host") {
    if (!kernel.launch_host) throw no_form("host");
    return {"host"};
  }
  if (!names_cuda(device)) {
    throw bad_device(device, "it must be auto, host, cuda, cuda:N or all", ExitCode::kUsage);
  }
  const auto devices = cuda_devices(device);
  if (!kernel.launch_cuda) throw no_form(devices[0]);
  return devices;
}

namespace {

uint64_t num_cores() {
  return std::max(1u, std::thread::hardware_concurrency());
}

// Each thread holds a case in the GPU's memory: of the large ones a few fit, of the huge ones one.
uint64_t default_seats(const CaseSource& source, uint64_t num_processes) {
  const uint64_t of_cores = std::clamp<uint64_t>(num_cores() / num_processes, 1, 16);
  if (source.preset) return of_cores;
  if (source.size == SizeClass::kHuge) return 1;
  return source.size == SizeClass::kLarge ? std::min<uint64_t>(of_cores, 4) : of_cores;
}

uint64_t choose_seats(const std::string& text, const WorkerConfig& like, uint64_t num_processes,
                      bool on_host) {
  if (text.empty()) return on_host ? 1 : default_seats(like.source, num_processes);
  const uint64_t seats = choose_count("--threads", text);
  if (seats == 0 || seats > kMostSeats) {
    throw usage_error(fmt::format("--threads is '{}': it must be in 1..{}", text, kMostSeats));
  }
  return seats;
}

}  // namespace

std::vector<WorkerConfig> choose_workers(const WorkerChoice& choice, const WorkerConfig& like,
                                         const std::vector<std::string>& devices) {
  const bool on_host = devices[0] == "host";
  uint64_t count = on_host ? num_cores() : 1;
  if (const std::string& text = choice.workers; !text.empty()) {
    count = choose_count("--workers", text);
    if (count == 0 || count > kMostWorkers) {
      throw usage_error(fmt::format("--workers is '{}': it must be in 1..{}", text, kMostWorkers));
    }
  }
  std::vector<WorkerConfig> workers(count * devices.size(), like);
  for (size_t i = 0; i < workers.size(); ++i) {
    workers[i].device = devices[i % devices.size()];
    workers[i].seats =
        static_cast<int>(choose_seats(choice.threads, like, workers.size(), on_host));
  }
  return workers;
}

WorkerConfig line_worker(const RunFlags& flags, const ChosenKernels& kernels, SizeClass size) {
  WorkerConfig config;
  config.kernel = kernels.tested;
  config.against = kernels.against;
  config.source.size = size;
  for (const std::string_view name : choose_properties(flags.only)) {
    config.only.emplace_back(name);
  }
  choose_some_time("--timeout", flags.timeout);
  config.timeout = flags.timeout;
  config.of_campaign = false;
  return config;
}

WorkerConfig on_device(WorkerConfig config, const std::string& device) {
  config.device = device;
  return config;
}

Identity identity_of(const CampaignOptions& options, const WorkerConfig& worker) {
  Identity identity;
  std::string pins;
  for (const Pin& pin : options.source.pins) {
    pins += fmt::format("{}{}={}", pins.empty() ? "" : " ", pin.key, pin.value);
  }
  identity.set("--seed", std::to_string(options.source.seed));
  identity.set("--kernel", worker.kernel.name);
  if (worker.kernel.launches_unclaimed()) identity.set("--unclaimed", "yes");
  if (worker.against) identity.set("--against", worker.against->name);
  identity.set("--device", worker.device == "host" ? "host" : "cuda");
  identity.set("--size", std::string(size_name(options.source.size)));
  identity.set("--set", pins);
  const Preset* preset = options.source.preset;
  identity.set("--preset", preset ? std::string(preset->name) : "");
  identity.set("--only", fmt::format("{}", fmt::join(worker.only, " ")));
  if (!worker.known.entries().empty()) identity.set("--ledger", text_hash(worker.known.text()));
  identity.set(kShardPart, fmt::format("{}/{}", options.shard.index, options.shard.total));
  std::string build = build_id();
  if (worker.kernel.plugin) build += "+" + worker.kernel.plugin->bytes_hash;
  if (worker.against && worker.against->plugin) build += "+" + worker.against->plugin->bytes_hash;
  identity.set(kBuildPart, build);
  return identity;
}

std::optional<uint64_t> stored_seed(const std::string& db_path) {
  std::error_code error;
  if (!std::filesystem::exists(db_path, error) || std::filesystem::file_size(db_path, error) == 0) {
    return std::nullopt;
  }
  try {
    return parse_seed(read_store(db_path).identity.at("--seed"));
  } catch (const CommandError&) {
    return std::nullopt;  // whoever opens it to write says why, and names the option
  }
}

RunContext campaign_context(const KernelRef& kernel, const std::vector<std::string>& devices,
                            const CaseSource& source) {
  RunContext context{&shown_kernel(kernel), devices[0], devices[0], source};
  context.launches_unclaimed = kernel.launches_unclaimed();
  if (devices[0] == "host") return context;
  context.device = cuda_device_names().at(0);
  if (devices.size() > 1) context.lane = fmt::format("{}..{}", devices.front(), devices.size() - 1);
  return context;
}

}  // namespace ropekv
