// From what was typed to a campaign that can start: devices, workers, identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/campaign_options.h"
#include "fuzz/identity.h"
#include "fuzz/run_flags.h"
#include "fuzz/worker_config.h"

namespace ropekv {

// "host", or "cuda:N" for each device that is asked for; asks a throw-away worker. Throws
// CommandError.
std::vector<std::string> choose_devices(std::string_view device, const Kernel& kernel);

struct WorkerChoice {   // as typed: empty or a number
  std::string workers;  // processes for each device; one for a GPU, one for each core of the host
  std::string threads;  // of each process; one for each core on a GPU, else one
};

// One configuration for each process, the devices in turn, so that a few blocks keep them all busy.
std::vector<WorkerConfig> choose_workers(const WorkerChoice& choice, const WorkerConfig& like,
                                         const std::vector<std::string>& devices);

// For cases that were given as lines.
WorkerConfig line_worker(const RunFlags& flags, const ChosenKernels& kernels, SizeClass size);
WorkerConfig on_device(WorkerConfig config, const std::string& device);

Identity identity_of(const CampaignOptions& options, const WorkerConfig& worker);

// Of a store that exists: a campaign that was given no seed continues it.
std::optional<uint64_t> stored_seed(const std::string& db_path);

RunContext campaign_context(const KernelRef& kernel, const std::vector<std::string>& devices,
                            const CaseSource& source);

}  // namespace ropekv
