#include "fuzz/crew.h"

#include <unistd.h>

#include <list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <semaphore>
#include <thread>

#include "fuzz/lane_worker.h"
#include "fuzz/worker.h"

namespace ropekv {
namespace {

// A request for a seat: the supervisor gives it the next one when it has answered the last.
class Seat {
 public:
  Seat(int number, const WorkerConfig& config, SecondOpinion* second, Company* company,
       const Say& say)
      : page_(kWorkerPageFile, number),
        say_([number, &say](Json message) {
          message["seat"] = number;
          return say(std::move(message));
        }),
        worker_(config, say_, &page_, second, company),
        thread_([this] { end_process_if_it_throws(&page_, [this] { serve(); }); }) {}

  void ask(Json request) {
    request_ = std::move(request);
    asked_.release();
  }

 private:
  void serve() {
    worker_.take_lane();
    for (;;) {
      asked_.acquire();
      const Json reply = worker_.answer(request_.at("op").get<std::string>(), request_);
      page_.rest();
      if (!say_(reply)) return;
    }
  }

  WorkerPage page_;
  const Say say_;
  LaneWorker worker_;
  Json request_;
  std::binary_semaphore asked_{0};
  std::thread thread_;
};

}  // namespace

void serve_as_crew(const WorkerConfig& config, Wire* wire) {
  std::mutex mutex;
  const Say say = [&](const Json& message) {
    const std::lock_guard lock(mutex);
    return wire->send(message);
  };
  Company company;
  SecondOpinion second(config);  // asked by who is alone
  std::list<Seat> seats;
  for (int i = 0; i < config.seats; ++i) seats.emplace_back(i, config, &second, &company, say);
  say({{"event", "up"}, {"seat", 0}});
  while (const auto request = wire->receive()) {
    std::next(seats.begin(), request->at("seat").get<int>())->ask(*request);
  }
  _exit(0);  // whoever is in the middle of a case has nobody to tell
}

}  // namespace ropekv
