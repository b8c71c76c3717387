#include "fuzz/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "fuzz/exit_code.h"
#include "fuzz/store_read.h"
#include "fuzz/value_json.h"

namespace ropekv {
namespace {

// A backup of a store may take its time.
constexpr std::chrono::seconds kPatienceToOpen{60};
// The supervisor waits meanwhile, and with it all its workers; it tries again with the next commit.
constexpr std::chrono::milliseconds kPatienceToCommit{500};

constexpr const char* kSchema =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE blocks(total INTEGER, shard INTEGER, level INTEGER, number INTEGER,"
    " count INTEGER NOT NULL, result TEXT NOT NULL,"
    " PRIMARY KEY(total, shard, level, number)) WITHOUT ROWID;"
    "CREATE TABLE findings(signature TEXT PRIMARY KEY, case_idx INTEGER, verdict TEXT, line TEXT,"
    " minimal_line TEXT, explanation TEXT, page TEXT, record TEXT NOT NULL);"
    "CREATE TABLE observations(observation TEXT PRIMARY KEY);";

bool is_new(const std::string& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error) || std::filesystem::file_size(path, error) == 0;
}

}  // namespace

bool StoreContent::add_finding(const FindingRecord& record) {
  const auto rank = [](const FindingRecord& r) { return std::tie(r.case_idx, r.minimal_line); };
  const auto known = std::ranges::find(findings, record.signature, &FindingRecord::signature);
  if (known == findings.end()) {
    findings.push_back(record);
    return true;
  }
  if (!(rank(record) < rank(*known))) return false;
  *known = record;
  return true;
}

bool StoreUpdate::empty() const {
  return removed.empty() && put.empty() && findings.empty() && observations.empty();
}

void StoreUpdate::add(const BlockChange& change) {
  for (const BlockKey& key : change.removed) {
    std::erase(put, key);
    removed.push_back(key);
  }
  for (const BlockKey& key : change.put) {
    if (!std::ranges::count(put, key)) put.push_back(key);
  }
}

Store::Store(const std::string& path, const Identity& identity,
             const std::vector<std::string>& except, StoreContent* content,
             std::string_view argument)
    : path_(path), lock_(argument, path) {
  const auto refuse = [&](const std::string& why) {
    return usage_error(fmt::format("{} is '{}': {}", argument, path, why));
  };
  try {
    const bool create_it = is_new(path);
    db_ = std::make_unique<SqliteDb>(path,
                                     create_it ? SqliteDb::Mode::kCreate : SqliteDb::Mode::kWrite);
    db_->set_patience(kPatienceToOpen);
    const std::optional<uint64_t> runs = content->runs;
    if (create_it) create(identity, runs);
    if (const std::string why = why_not_a_store(*db_); !why.empty()) throw refuse(why);
    *content = read_content(*db_);
    const std::string difference = first_difference(identity, content->identity, except);
    if (!difference.empty()) {
      throw refuse("it holds another campaign: " + difference +
                   (difference.starts_with(kBuildPart) ? " (--accept-other-build continues)" : ""));
    }
    const bool is_longer = runs > content->runs;  // than none is any
    if (content->identity != identity || is_longer) {
      content->identity = identity;
      if (is_longer) content->runs = runs;
      SqliteTransaction all(*db_);
      write_meta(*content);
      all.commit();
    }
    db_->set_patience(kPatienceToCommit);
  } catch (const CommandError&) {
    throw;
  } catch (const std::exception& error) {
    throw refuse(error.what());
  }
}

void Store::create(const Identity& identity, std::optional<uint64_t> runs) {
  SqliteTransaction all(*db_);
  db_->run(fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", kApplicationId,
                       kStoreVersion));
  db_->run(kSchema);
  StoreContent content;
  content.identity = identity;
  content.runs = runs;
  write_meta(content);
  all.commit();
}

void Store::write_meta(const StoreContent& content) {
  SqliteQuery put(*db_, "INSERT OR REPLACE INTO meta VALUES(?,?)");
  for (const auto& [name, value] : content.identity.parts) put.bind(name).bind(value).finish();
  if (content.runs) put.bind("runs").bind(std::to_string(*content.runs)).finish();
}

void Store::commit(const StoreUpdate& update, const StoreContent& content) {
  SqliteTransaction all(*db_);
  write_meta(content);
  SqliteQuery remove(*db_, "DELETE FROM blocks WHERE total=? AND shard=? AND level=? AND number=?");
  for (const BlockKey& key : update.removed) {
    remove.bind(key.family.total).bind(key.family.shard).bind(uint64_t{key.level}).bind(key.number);
    remove.finish();
  }
  SqliteQuery put(*db_, "INSERT OR REPLACE INTO blocks VALUES(?,?,?,?,?,?)");
  for (const BlockKey& key : update.put) {
    put.bind(key.family.total).bind(key.family.shard).bind(uint64_t{key.level}).bind(key.number);
    put.bind(key.count).bind(to_json(content.blocks.at(key)).dump()).finish();
  }
  SqliteQuery find(*db_, "INSERT OR REPLACE INTO findings VALUES(?,?,?,?,?,?,?,?)");
  for (const FindingRecord& record : update.findings) {
    find.bind(record.signature).bind(record.case_idx).bind(verdict_name(record.verdict));
    find.bind(record.line).bind(record.minimal_line).bind(record.explanation).bind(record.page);
    find.bind(to_json(record).dump()).finish();
  }
  SqliteQuery observe(*db_, "INSERT OR IGNORE INTO observations VALUES(?)");
  for (const Observation& one : update.observations) observe.bind(to_json(one).dump()).finish();
  all.commit();
}

}  // namespace ropekv
