// ropekv new-plugin: writes a folder with a kernel under test that compiles at once.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "fuzz/commands.h"
#include "fuzz/new_plugin.h"
#include "fuzz/whole_file.h"

namespace ropekv {
namespace {

ExitCode run_new_plugin(const std::string& name, bool cuda) {
  if (!is_plugin_name(name)) {
    throw usage_error(fmt::format(
        "new-plugin '{}': the name must be of a-z, 0-9 and _, begin with a letter, have at most 60 "
        "characters, and be no target of CMake's own",
        name));
  }
  std::error_code error;
  if (!std::filesystem::create_directory(name, error)) {
    throw usage_error(fmt::format("new-plugin '{}': {}", name,
                                  error ? "it cannot be created: " + error.message()
                                        : "it exists already, and nothing is overwritten"));
  }
  for (const NewFile& file : new_plugin_files(name, cuda)) {
    const auto path = std::filesystem::path(name) / file.name;
    write_whole_file("new-plugin", path, file.text);
    fmt::print("wrote    {}\n", path.string());
  }
  fmt::print("compile  {}\n", compile_line(name, cuda));
  fmt::print("or       cmake -S {0} -B {0}/build && cmake --build {0}/build\n", name);
  fmt::print("run      ropekv fuzz --kernel {0}/lib{0}.so --device {1} --max-total-time 10s\n",
             name, cuda ? "cuda" : "host");
  return ExitCode::kClean;
}

}  // namespace

void add_new_plugin_command(CLI::App& app, RunCommand* run) {
  const auto name = std::make_shared<std::string>();
  const auto cuda = std::make_shared<bool>(false);
  CLI::App& verb = *app.add_subcommand("new-plugin", "write a kernel of your own to begin with");
  verb.add_option("name", *name, "of the plug-in, and of the folder that is made here")->required();
  verb.add_flag("--cuda", *cuda, "for a GPU; else for the host, in plain C");
  verb.callback(
      [name, cuda, run] { *run = [name, cuda] { return run_new_plugin(*name, *cuda); }; });
}

}  // namespace ropekv
