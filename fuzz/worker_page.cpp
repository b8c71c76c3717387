#include "fuzz/worker_page.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace ropekv {
namespace {

constexpr size_t kMostLine = 1 << 20;
constexpr size_t kMostWord = 1 << 12;

int64_t now() {
  return Clock::now().time_since_epoch().count();
}

// The length last: it is never longer than what is there.
template <size_t N>
void put(std::string_view text, char (&to)[N], std::atomic<uint32_t>* length) {
  *length = 0;
  const size_t count = std::min(text.size(), N);
  std::memcpy(to, text.data(), count);
  *length = static_cast<uint32_t>(count);
}

}  // namespace

struct WorkerPage::Shared {
  std::atomic<uint64_t> case_idx;
  std::atomic<int64_t> began;  // ticks of the steady clock, which processes share; 0: no case
  std::atomic<uint32_t> phase;
  std::atomic<uint32_t> launched;
  std::atomic<uint32_t> stop;
  std::atomic<uint32_t> line_length, word_length;
  char word[kMostWord];
  char line[kMostLine];
};

std::string_view phase_name(Phase phase) {
  static constexpr std::string_view kNames[] = {"starting",  "idle",      "generating",
                                                "preparing", "launching", "checking"};
  return kNames[static_cast<size_t>(phase)];
}

int WorkerPage::make_file() {
  const int fd = memfd_create("ropekv_worker", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, sizeof(Shared)) != 0) {
    throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  return fd;
}

WorkerPage::WorkerPage(int fd) {
  void* at = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  shared_ = static_cast<Shared*>(at);  // zeros are a valid Shared
}

WorkerPage::~WorkerPage() {
  munmap(shared_, sizeof(Shared));
}

void WorkerPage::begin(uint64_t case_idx) {
  shared_->line_length = 0;
  shared_->launched = 0;
  shared_->case_idx = case_idx;
  enter(Phase::kGenerating);
  shared_->began = now();
}

void WorkerPage::begin_case(std::string_view line) {
  put(line, shared_->line, &shared_->line_length);
  shared_->launched = 0;
  enter(Phase::kPreparing);
  shared_->began = now();
}

void WorkerPage::enter(Phase phase) {
  if (phase == Phase::kLaunching) shared_->launched = 1;
  shared_->phase = static_cast<uint32_t>(phase);
}

void WorkerPage::rest() {
  shared_->began = 0;
  enter(Phase::kIdle);
}

void WorkerPage::leave_word(std::string_view why) {
  put(why, shared_->word, &shared_->word_length);
}

void WorkerPage::ask_to_stop(bool stop) {
  shared_->stop = stop ? 1 : 0;
}

bool WorkerPage::stop_asked() const {
  return shared_->stop != 0;
}

uint64_t WorkerPage::case_idx() const {
  return shared_->case_idx;
}

Phase WorkerPage::phase() const {
  return static_cast<Phase>(std::min(shared_->phase.load(), uint32_t{5}));
}

bool WorkerPage::has_launched() const {
  return shared_->launched != 0;
}

std::string WorkerPage::line() const {
  return {shared_->line, std::min<size_t>(shared_->line_length, kMostLine)};
}

std::string WorkerPage::word() const {
  return {shared_->word, std::min<size_t>(shared_->word_length, kMostWord)};
}

Seconds WorkerPage::time_in_case() const {
  const int64_t began = shared_->began;
  return began == 0 ? Seconds(0) : Seconds(Clock::duration(now() - began));
}

}  // namespace ropekv
