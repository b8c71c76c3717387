#include "fuzz/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include "fuzz/worker.h"

namespace ropekv {
namespace {

constexpr Clock::duration kLongestStart = std::chrono::seconds(120);
constexpr auto kLongestGap = std::chrono::seconds(1);
constexpr int kPollMilliseconds = 20;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// In the child, between fork and exec: system calls only.
[[noreturn]] void become_worker(int socket, int page_file, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);  // it died in between
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // Past both numbers first: either may be one of the two.
  const int high_socket = fcntl(socket, F_DUPFD, 10);
  const int high_page = fcntl(page_file, F_DUPFD, 10);
  if (dup2(high_socket, kWorkerSocket) < 0 || dup2(high_page, kWorkerPageFile) < 0) _exit(126);
  close(high_socket);
  close(high_page);
  dup2(STDERR_FILENO, STDOUT_FILENO);  // what a kernel prints is no result of ours
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGUSR1, SIGPIPE}) signal(number, SIG_DFL);
  execl("/proc/self/exe", "ropekv", kWorkerVerb, nullptr);
  _exit(127);
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name ? std::string("SIG") + name : "signal " + std::to_string(number);
}

}  // namespace

WorkerProcess::WorkerProcess(const WorkerConfig& config)
    : page_file_(WorkerPage::make_file(config.seats)),
      timeout_(config.timeout_duration()),
      wire_(-1) {
  for (int seat = 0; seat < config.seats; ++seat) {
    seats_.push_back({std::make_unique<WorkerPage>(page_file_, seat)});
  }
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    throw_errno("socketpair");
  }
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become_worker(pair[1], page_file_, parent);
  close(pair[1]);
  socket_ = pair[0];
  if (pid_ < 0) throw_errno("fork");
  setpgid(pid_, pid_);  // here as well: whoever comes first
  wire_ = Wire(socket_);
  wire_.send(to_json(config));
}

WorkerProcess::~WorkerProcess() {
  if (pid_ > 0) bury();
  if (socket_ >= 0) close(socket_);
  close(page_file_);
}

std::optional<int> WorkerProcess::overdue_seat() {
  const Clock::time_point now = Clock::now();
  const Seconds gap = now - last_look_;
  last_look_ = now;
  for (int i = 0; i < static_cast<int>(seats_.size()); ++i) {
    Seat& seat = seats_[i];
    const bool is_starting = seat.page->phase() == Phase::kStarting;
    const Seconds time = is_starting ? Seconds(now - born_) : seat.page->time_in_case();
    if (time <= gap) seat.not_counted = {};  // it began after the last look
    if (gap > kLongestGap) seat.not_counted += std::min(gap, time);
    const Seconds patience = is_starting ? kLongestStart : seat.page->patience(timeout_);
    if (time - seat.not_counted > patience) return i;
  }
  return std::nullopt;
}

Death WorkerProcess::seen_from(int seat, Death death) const {
  const WorkerPage& page = *seats_[seat].page;
  death.case_idx = page.case_idx();
  death.phase = page.phase();
  death.launched = page.has_launched();
  death.line = page.line();
  return death;
}

Death WorkerProcess::bury(bool hung) {
  Death death;
  int status = 0;
  // What has ended by itself ended of something else than our signal.
  pid_t ended = hung ? 0 : waitpid(pid_, &status, WNOHANG);
  for (int i = 0; ended == 0 && !hung && i < 5000; ++i) {
    // Its end of the socket closes before it is a zombie; with a GPU to tear down, long before.
    std::array<pollfd, 1> closed = {{{socket_, POLLIN, 0}}};
    if (poll(closed.data(), 1, 0) == 0 || !(closed[0].revents & POLLHUP)) break;
    usleep(2000);
    ended = waitpid(pid_, &status, WNOHANG);
  }
  const bool by_us = ended == 0;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
  while (by_us && waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  death.hung = hung;
  if (WIFSIGNALED(status)) death.how = signal_name(WTERMSIG(status));
  death.from_outside = !by_us && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (death.how.empty()) death.how = "exit status " + std::to_string(WEXITSTATUS(status));
  if (wire_.is_spoiled()) death.how = "nonsense where its answers are read";
  if (const std::string word = page().word(); !word.empty() && !hung) {
    death.how = word;
    if (WIFEXITED(status)) death.exit_status = WEXITSTATUS(status);
  }
  return seen_from(0, death);
}

std::optional<nlohmann::json> WorkerProcess::ask(const nlohmann::json& request, bool* hung) {
  *hung = false;
  if (!wire_.send(request)) return std::nullopt;
  for (;;) {
    if (auto message = wire_.next()) {
      if (message->contains("event")) continue;
      return message;
    }
    std::array<pollfd, 1> readable = {{{socket_, POLLIN, 0}}};
    const int ready = poll(readable.data(), 1, kPollMilliseconds);
    if (wire_.is_spoiled() || (ready > 0 && !wire_.take_in())) return std::nullopt;
    *hung = is_overdue();
    if (*hung) return std::nullopt;
  }
}

std::vector<std::string> cuda_device_names() {
  WorkerProcess worker(WorkerConfig{});
  bool hung = false;
  const auto answer = worker.ask({{"op", "devices"}}, &hung);
  if (!answer) return {};  // a driver that kills or hangs whoever asks has no usable device
  return answer->at("devices").get<std::vector<std::string>>();
}

}  // namespace ropekv
