#include "fuzz/store_read.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "fuzz/exit_code.h"
#include "fuzz/shard.h"
#include "fuzz/value_json.h"

namespace ropekv {
namespace {

std::string why_damaged(SqliteDb& db) {
  const std::string checked = db.text("PRAGMA integrity_check(1)");
  return checked == "ok" ? "" : fmt::format("it is damaged: {}", checked);
}

void read_meta(SqliteDb& db, StoreContent* content) {
  SqliteQuery query(db, "SELECT key, value FROM meta ORDER BY rowid");
  while (query.step()) {
    if (query.text(0) == "runs") {
      content->runs = std::stoull(query.text(1));
    } else {
      content->identity.set(query.text(0), query.text(1));
    }
  }
}

void read_blocks(SqliteDb& db, BlockSet* blocks) {
  SqliteQuery query(db, "SELECT total, shard, level, number, count, result FROM blocks");
  while (query.step()) {
    BlockKey key{{query.number(0), query.number(1)},
                 static_cast<uint32_t>(query.number(2)),
                 query.number(3),
                 query.number(4)};
    const uint64_t total = key.family.total;
    if (total == 0 || total > kMostShards || key.family.shard >= total || key.level > 40 ||
        key.count == 0 || key.count > key.size()) {
      throw SqliteError("a block makes no sense");
    }
    blocks->add(key, block_result_from(Json::parse(query.text(5))));
  }
}

}  // namespace

std::string why_not_a_store(SqliteDb& db) {
  try {
    if (db.number("PRAGMA application_id") != kApplicationId) {
      return "it is a database, but not a campaign's";
    }
    if (std::string why = why_damaged(db); !why.empty()) return why;
    const int64_t version = db.number("PRAGMA user_version");
    if (version != kStoreVersion) {
      return fmt::format("it has version {} of the schema, this ropekv has {}", version,
                         kStoreVersion);
    }
  } catch (const SqliteError& error) {
    return error.what();
  }
  return {};
}

StoreContent read_content(SqliteDb& db) {
  StoreContent content;
  SqliteTransaction one_moment(db, "BEGIN");
  read_meta(db, &content);
  read_blocks(db, &content.blocks);
  SqliteQuery findings(db, "SELECT record FROM findings ORDER BY signature");
  while (findings.step()) {
    content.add_finding(finding_record_from(Json::parse(findings.text(0))));
  }
  SqliteQuery observations(db, "SELECT observation FROM observations");
  while (observations.step()) {
    content.observations.insert(observation_from(Json::parse(observations.text(0))));
  }
  return content;
}

// Opened for writing where that is possible: after a kill there may be a journal to roll back.
StoreContent read_store(const std::string& path) {
  struct stat there {};
  if (stat(path.c_str(), &there) != 0) {
    throw usage_error(fmt::format("'{}': there is no such file", path));
  }
  if (S_ISREG(there.st_mode) && there.st_size == 0) {
    throw usage_error(fmt::format("'{}' is empty: its campaign was ended before it began", path));
  }
  try {
    SqliteDb db(path, SqliteDb::Mode::kWrite);
    if (const std::string why = why_not_a_store(db); !why.empty()) {
      throw usage_error(fmt::format("'{}' is not a campaign store: {}", path, why));
    }
    return read_content(db);
  } catch (const CommandError&) {
    throw;
  } catch (const std::exception& error) {
    throw usage_error(
        fmt::format("'{}' cannot be read as a campaign store: {}", path, error.what()));
  }
}

}  // namespace ropekv
