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
constexpr size_t kPageBytes = 4096;

int64_t now() {
  return Clock::now().time_since_epoch().count();
}

void* map(int fd, size_t begin, size_t bytes) {
  void* at =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, static_cast<off_t>(begin));
  if (at == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  return at;
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

// Both are mapped by themselves, so their sizes are whole pages.
struct alignas(kPageBytes) WorkerPage::OfProcess {
  std::atomic<uint32_t> stop;
  std::atomic<int32_t> word_seat;
  std::atomic<uint32_t> word_length;
  char word[kMostWord];
};

struct alignas(kPageBytes) WorkerPage::OfSeat {
  std::atomic<uint64_t> case_idx;
  std::atomic<int64_t> began;  // ticks of the steady clock, which processes share; 0: no case
  std::atomic<uint32_t> phase;
  std::atomic<uint32_t> launched;
  std::atomic<uint32_t> line_length;
  char line[kMostLine];
};

std::string_view phase_name(Phase phase) {
  static constexpr std::string_view kNames[] = {
      "starting", "idle", "generating", "preparing", "launching", "checking", "judging its canary"};
  return kNames[static_cast<size_t>(phase)];
}

int WorkerPage::make_file(int num_seats) {
  const size_t bytes = sizeof(OfProcess) + static_cast<size_t>(num_seats) * sizeof(OfSeat);
  const int fd = memfd_create("ropekv_worker", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
    throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  return fd;
}

// Zeros are a valid page.
WorkerPage::WorkerPage(int fd, int seat) : seat_(seat) {
  const size_t begin = sizeof(OfProcess) + static_cast<size_t>(seat) * sizeof(OfSeat);
  process_ = static_cast<OfProcess*>(map(fd, 0, sizeof(OfProcess)));
  shared_ = static_cast<OfSeat*>(map(fd, begin, sizeof(OfSeat)));
}

WorkerPage::~WorkerPage() {
  munmap(process_, sizeof(OfProcess));
  munmap(shared_, sizeof(OfSeat));
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

void WorkerPage::begin_canary() {
  enter(Phase::kCanary);
  shared_->began = now();
}

void WorkerPage::restart_clock() {
  shared_->began = now();
}

void WorkerPage::enter(Phase phase) {
  shared_->phase = static_cast<uint32_t>(phase);
  if (phase != Phase::kLaunching || has_launched()) return;
  shared_->began = now();
  shared_->launched = 1;
}

void WorkerPage::rest() {
  shared_->began = 0;
  enter(Phase::kIdle);
}

void WorkerPage::leave_word(std::string_view why) {
  put(why, process_->word, &process_->word_length);
  process_->word_seat = seat_;
}

void WorkerPage::ask_to_stop(bool stop) {
  process_->stop = stop ? 1 : 0;
}

bool WorkerPage::stop_asked() const {
  return process_->stop != 0;
}

uint64_t WorkerPage::case_idx() const {
  return shared_->case_idx;
}

Phase WorkerPage::phase() const {
  return static_cast<Phase>(std::min(shared_->phase.load(), static_cast<uint32_t>(Phase::kCanary)));
}

Seconds WorkerPage::patience(Seconds timeout) const {
  constexpr Seconds kOurs = std::chrono::seconds(120);
  const bool is_theirs = has_launched() && phase() != Phase::kCanary;
  return is_theirs ? timeout : std::max(timeout, kOurs);
}

bool WorkerPage::has_launched() const {
  return shared_->launched != 0;
}

std::string WorkerPage::line() const {
  return {shared_->line, std::min<size_t>(shared_->line_length, kMostLine)};
}

std::string WorkerPage::word() const {
  return {process_->word, std::min<size_t>(process_->word_length, kMostWord)};
}

bool WorkerPage::word_is_from_here() const {
  return process_->word_length > 0 && process_->word_seat == seat_;
}

Seconds WorkerPage::time_in_case() const {
  const int64_t began = shared_->began;
  return began == 0 ? Seconds(0) : Seconds(Clock::duration(now() - began));
}

}  // namespace ropekv
