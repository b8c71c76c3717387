#include "fuzz/investigator.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/autopsy.h"
#include "fuzz/block_runner.h"
#include "fuzz/child_judge.h"
#include "fuzz/finding.h"
#include "fuzz/signature.h"
#include "reference/case_text.h"
#include "reference/harness_error.h"

namespace ropekv {
namespace {

AutopsyRequest autopsy_request_from(const Json& json, const WorkerConfig& config) {
  AutopsyRequest request;
  request.kernel = config.kernel.name;
  json.at("idx").get_to(request.death.case_idx);
  json.at("how").get_to(request.death.how);
  request.death.phase = static_cast<Phase>(json.at("phase").get<uint32_t>());
  json.at("hung").get_to(request.death.hung);
  json.at("from_outside").get_to(request.death.from_outside);
  json.at("before").get_to(request.before);
  json.at("only_alone").get_to(request.only_alone);
  json.at("each_alone").get_to(request.each_alone);
  return request;
}

Judgement refused(const std::string& why) {
  Judgement judgement;
  judgement.verdict = Verdict::kRefused;
  judgement.reason = why;
  return judgement;
}

// Without memory there is no verdict: not the kernel's fault, and not worth the night.
Judgement refused_for_memory(const std::string& why) {
  return refused("out of memory: " + why);
}

ChainEnd run_chain(const std::vector<uint64_t>& indices, const WorkerConfig& config) {
  ChildJudge child(config);
  ChainEnd end;
  for (const uint64_t case_idx : indices) {
    const auto c = config.source.at(case_idx);
    if (!c) {
      const std::string line = print_case(config.source.without_pins(case_idx));
      end = {refused_by_pin(), line, false, false, case_idx};
      continue;
    }
    if (const KnownFailure* known = config.known.covering(*c)) {
      end = {quarantined(*known), print_case(*c), false, false, case_idx};
      continue;
    }
    const ChildJudge::Outcome outcome = child.run(*c);
    try {
      if (outcome.death && indices.size() == 1) throw_if_harness(*outcome.death);
      end = {outcome.judgement, print_case(*c), outcome.death.has_value(),
             outcome.death && outcome.death->from_outside, case_idx};
    } catch (const OutOfMemory& error) {
      end = {refused_for_memory(error.what()), print_case(*c), false, false, case_idx};
    }
    if (end.died) break;
  }
  return end;
}

// The judge of an investigation: what harms the harness, needs more memory than there is, or is
// known to fail anyway, is no candidate, and no reason to give up the finding.
Judgement careful(ChildJudge* child, const KnownFailures& known, const Case& c,
                  const std::vector<std::string_view>& only) {
  if (const KnownFailure* failure = known.covering(c)) return quarantined(*failure);
  try {
    return (*child)(c, only);
  } catch (const HarnessError& error) {
    return refused(error.what());
  } catch (const OutOfMemory& error) {
    return refused_for_memory(error.what());
  }
}

RunContext context_of(const WorkerConfig& config) {
  RunContext context{&shown_kernel(config.kernel), config.device, config.device, std::nullopt};
  if (config.of_campaign) context.source = config.source;
  context.launches_unclaimed = config.kernel.launches_unclaimed();
  if (config.against) context.against = config.against->name;
  return context;
}

}  // namespace

Json autopsy(const Json& request, const WorkerConfig& config) {
  WorkerConfig quiet = config;
  quiet.verbose = false;
  const Autopsy result =
      perform_autopsy(autopsy_request_from(request, config),
                      [&](const auto& indices) { return run_chain(indices, quiet); });
  Json given = Json::array();
  for (const auto& [case_idx, judgement] : result.given) {
    given.push_back({case_idx, to_json(judgement)});
  }
  return {{"given", given},
          {"observation", result.observation ? to_json(*result.observation) : Json()}};
}

Json investigate_in_children(const Json& request, const WorkerConfig& config, WorkerPage* page) {
  WorkerConfig quiet = config;
  quiet.verbose = false;
  const auto case_idx = request.at("idx").get<uint64_t>();
  const auto line = request.at("line").get<std::string>();
  std::string error;
  const auto c = parse_case(line, &error);
  if (!c) throw HarnessError("a worker was sent no case: " + error);
  ChildJudge child(quiet);
  const JudgeCase judge_case = [&](const Case& one, const auto& only) {
    return careful(&child, config.known, one, only);
  };
  Judgement judgement = judge_case(*c, {});
  for (int i = 0; i < 2 && judgement.verdict == Verdict::kRefused; ++i) {
    judgement = judge_case(*c, {});
  }
  InvestigateOptions options;
  options.survives = true;
  if (judgement.verdict == Verdict::kHung) options.replays = 2;  // each takes all of --timeout
  options.shrink_time = parse_duration(config.shrink_time).value_or(std::chrono::seconds(60));
  options.stop = [page] { return page->stop_asked(); };
  RunContext context = context_of(config);
  request.at("device_name").get_to(context.device);
  const Finding finding =
      is_failure(judgement.verdict)
          ? investigate(case_idx, *c, judgement, judge_case, options)
          : not_seen_again(case_idx, *c, request.at("signature").get<std::string>(), judgement);
  return {{"finding",
           to_json(make_record(finding, request.at("signature").get<std::string>(), context))}};
}

}  // namespace ropekv
