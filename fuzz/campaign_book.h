// What a campaign knows so far, in memory and in its store: which blocks are done, what failed,
// what is still to be investigated.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "fuzz/campaign_result.h"
#include "fuzz/duration.h"
#include "fuzz/store.h"

namespace ropekv {

class CampaignBook {
 public:
  // `store` may be null: then everything is forgotten in the end.
  CampaignBook(Store* store, StoreContent content, const BlockFamily& family,
               std::optional<uint64_t> runs);

  // The lowest block that is neither done nor among `taken`; empty if there is none left.
  struct Piece {
    uint64_t number, count;
  };
  template <class IsTaken>
  std::optional<Piece> next_piece(const IsTaken& is_taken) {
    for (uint64_t number = frontier(); piece_count(number) > 0; ++number) {
      const Piece piece{number, piece_count(number)};
      if (!is_done(piece) && !is_taken(number)) return piece;
    }
    return std::nullopt;
  }

  void add_block(const BlockKey& key, const BlockResult& result);
  void add_finding(const FindingRecord& record);
  void add_observation(const Observation& observation);
  bool knows(const std::string& signature) const { return failures_.contains(signature); }
  bool has_observed(const std::string& signature) const;
  bool has_findings() const { return !failures_.empty() || !content_.observations.empty(); }

  // A failure that should be investigated: the first of its signature, once nothing before it can
  // still come. So every campaign of the same cases investigates the same case.
  struct Pending {
    std::string signature;
    FailureCount failure;
  };
  std::vector<Pending> pending(bool all) const;

  // Writes what is new, unless writing would take more than a tenth of the time. Throws
  // SqliteError. While someone reads the store, what is new is kept for a later time.
  void commit_if_due();
  void commit_if_possible();  // the same at once, for what took long to find
  // At the end there is no later time: waits up to a minute for a reader.
  void commit_at_end();
  // Called once, with why, should the store be locked when something is to be written.
  void on_busy(std::function<void(const std::string&)> say) { say_busy_ = std::move(say); }

  // Findings and observations, with their pages.
  std::vector<FindingRecord> known(const RunContext& context) const;
  // Everything but why it ended and how long it took.
  CampaignResult result(const RunContext& context) const;
  const StoreContent& content() const { return content_; }

 private:
  void commit();
  uint64_t piece_count(uint64_t number) const;
  bool is_done(const Piece& piece) const;
  uint64_t frontier();

  Store* store_;
  StoreContent content_;
  const BlockFamily family_;
  const std::optional<uint64_t> runs_;
  uint64_t frontier_ = 0;                         // blocks below it are done
  std::map<std::string, FailureCount> failures_;  // by signature
  StoreUpdate update_;                            // not yet committed
  Clock::time_point next_commit_{};
  std::function<void(const std::string&)> say_busy_ = [](const std::string&) {};
};

}  // namespace ropekv
