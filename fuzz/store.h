// A campaign's memory: one SQLite file per shard. What is in it is done and counts; what is not
// will be done again. Killing the campaign at any instant leaves a store that opens.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/block_set.h"
#include "fuzz/finding_record.h"
#include "fuzz/identity.h"
#include "fuzz/sqlite_db.h"
#include "fuzz/store_lock.h"

namespace ropekv {

inline constexpr int kStoreVersion = 2;

struct StoreContent {
  Identity identity;
  std::optional<uint64_t> runs;  // the largest --runs so far: what is missing below it is missing
  BlockSet blocks;
  std::vector<FindingRecord> findings;  // by signature, unique
  std::set<Observation> observations;

  // The record with the lower index stays. Returns whether `record` is in now.
  bool add_finding(const FindingRecord& record);
};

// What one transaction writes.
struct StoreUpdate {
  std::vector<BlockKey> removed;
  std::vector<BlockKey> put;  // found in `blocks` of the content
  std::vector<FindingRecord> findings;
  std::vector<Observation> observations;

  bool empty() const;
  void add(const BlockChange& change);
};

class Store {
 public:
  // Opens or creates. Throws CommandError: it is locked, foreign, damaged, of another campaign, or
  // cannot be written; then the file is as it was. `except`: parts of the identity that may differ.
  // `content` is given with the runs that are asked for, which are in the store from now on: should
  // nothing more ever come, it is known what is missing. `argument`: what the user gave the path
  // as.
  Store(const std::string& path, const Identity& identity, const std::vector<std::string>& except,
        StoreContent* content, std::string_view argument = "--db");

  // One transaction. Throws SqliteError; then nothing of the update is in the store. SqliteBusy:
  // someone reads it just now.
  void commit(const StoreUpdate& update, const StoreContent& content);

 private:
  void create(const Identity& identity, std::optional<uint64_t> runs);
  void write_meta(const StoreContent& content);

  std::string path_;
  StoreLock lock_;
  std::unique_ptr<SqliteDb> db_;
};

// Without the lock, to look at. Throws CommandError.
StoreContent read_store(const std::string& path);

}  // namespace ropekv
