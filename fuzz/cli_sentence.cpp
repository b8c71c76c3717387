#include "fuzz/cli_sentence.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

namespace ropekv {
namespace {

struct Alias {
  std::string_view theirs, ours;
  std::string_view no_limit;  // a value that means none; empty: there is no such value
};

constexpr std::array<Alias, 4> kAliases = {{{"-runs=", "--runs=", "-1"},
                                            {"-seed=", "--seed=", ""},
                                            {"-max_total_time=", "--max-total-time=", "0"},
                                            {"-timeout=", "--timeout=", ""}}};

std::string verbs(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return fmt::format("{}", fmt::join(names, ", "));
}

const CLI::App* typed_verb(const CLI::App& app) {
  const auto typed = app.get_subcommands();
  return typed.empty() ? nullptr : typed.front();
}

std::string unexpected(const CLI::App& app, const std::vector<std::string>& args) {
  const std::vector<std::string> extras = app.remaining(true);
  const std::string extra = extras.empty() ? "" : extras.front();
  const CLI::App* verb = typed_verb(app);
  const bool precedes_verb = args.size() > 1 && args[1] == extra;
  if (extra.starts_with('-') && precedes_verb) {
    return fmt::format("option '{}' must follow a command", extra);
  }
  if (!verb) {
    return fmt::format("command '{}' is unknown: it must be one of {}", extra, verbs(app));
  }
  if (extra.starts_with('-')) {
    return fmt::format("option '{}' is unknown, see `ropekv {} --help`", extra, verb->get_name());
  }
  return fmt::format("argument '{}' is one too many, see `ropekv {} --help`", extra,
                     verb->get_name());
}

// "--seed: 1 required TEXT missing" begins with the option's name.
std::string name_in(const std::string& message) {
  return message.substr(0, message.find(':'));
}

}  // namespace

std::vector<std::string> without_aliases(int argc, const char* const* argv) {
  std::vector<std::string> args;
  for (int i = 0; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const auto alias = std::ranges::find_if(
        kAliases, [&](const Alias& candidate) { return arg.starts_with(candidate.theirs); });
    if (alias == kAliases.end()) {
      args.emplace_back(arg);
      continue;
    }
    const std::string_view value = arg.substr(alias->theirs.size());
    if (!alias->no_limit.empty() && value == alias->no_limit) continue;
    args.push_back(fmt::format("{}{}", alias->ours, value));
  }
  return args;
}

std::string sentence_of(const CLI::ParseError& error, const CLI::App& app,
                        const std::vector<std::string>& args) {
  const std::string message = error.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&error)) return unexpected(app, args);
  if (dynamic_cast<const CLI::RequiredError*>(&error)) {
    if (const CLI::App* verb = typed_verb(app)) {  // "cases is required"
      return fmt::format("argument '{}' is missing, see `ropekv {} --help`",
                         message.substr(0, message.find(' ')), verb->get_name());
    }
    if (!app.remaining(true).empty()) return unexpected(app, args);
    return fmt::format("a command is missing: it must be one of {}", verbs(app));
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    const std::string name = name_in(message);
    const auto times = std::ranges::count_if(
        args, [&](const std::string& arg) { return arg == name || arg.starts_with(name + '='); });
    return times > 1 ? fmt::format("option {} is given {} times", name, times)
                     : fmt::format("option {} needs a value", name);
  }
  return message;
}

std::string why_nothing_given(const CLI::App& app) {
  const CLI::App* verb = typed_verb(app);
  if (!verb) return {};
  for (const CLI::Option* option : verb->get_options()) {
    if (std::ranges::count(option->results(), "") == 0) continue;
    return fmt::format("{} is '': it must not be empty", option->get_name());
  }
  return {};
}

}  // namespace ropekv
