#include "fuzz/sqlite_db.h"

#include <sqlite3.h>

namespace ropekv {
namespace {

void check(int status, sqlite3* db) {
  if (status == SQLITE_OK || status == SQLITE_ROW || status == SQLITE_DONE) return;
  if ((status & 0xff) == SQLITE_BUSY) throw SqliteBusy(sqlite3_errstr(status));
  throw SqliteError(db ? sqlite3_errmsg(db) : sqlite3_errstr(status));
}

int flags_of(SqliteDb::Mode mode) {
  switch (mode) {
    case SqliteDb::Mode::kRead:
      return SQLITE_OPEN_READONLY;
    case SqliteDb::Mode::kWrite:
      return SQLITE_OPEN_READWRITE;
    case SqliteDb::Mode::kCreate:
      break;
  }
  return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

}  // namespace

SqliteDb::SqliteDb(const std::string& path, Mode mode) {
  const int status = sqlite3_open_v2(path.c_str(), &db_, flags_of(mode), nullptr);
  if (status != SQLITE_OK) {
    const std::string why = sqlite3_errmsg(db_);
    sqlite3_close(db_);
    throw SqliteError(why);
  }
  sqlite3_busy_timeout(db_, 10'000);
}

SqliteDb::~SqliteDb() {
  sqlite3_close(db_);
}

void SqliteDb::set_patience(std::chrono::milliseconds patience) {
  sqlite3_busy_timeout(db_, static_cast<int>(patience.count()));
}

void SqliteDb::run(const std::string& sql) {
  check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), db_);
}

int64_t SqliteDb::number(const std::string& sql) {
  SqliteQuery query(*this, sql);
  return query.step() ? static_cast<int64_t>(query.number(0)) : 0;
}

std::string SqliteDb::text(const std::string& sql) {
  SqliteQuery query(*this, sql);
  return query.step() ? query.text(0) : "";
}

SqliteQuery::SqliteQuery(SqliteDb& db, const std::string& sql) : db_(db.db_) {
  check(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement_, nullptr), db_);
}

SqliteQuery::~SqliteQuery() {
  sqlite3_finalize(statement_);
}

SqliteQuery& SqliteQuery::bind(uint64_t value) {
  check(sqlite3_bind_int64(statement_, ++num_bound_, static_cast<int64_t>(value)), db_);
  return *this;
}

SqliteQuery& SqliteQuery::bind(std::string_view value) {
  check(sqlite3_bind_text(statement_, ++num_bound_, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT),
        db_);
  return *this;
}

bool SqliteQuery::step() {
  const int status = sqlite3_step(statement_);
  check(status, db_);
  return status == SQLITE_ROW;
}

void SqliteQuery::finish() {
  while (step()) {
  }
  check(sqlite3_reset(statement_), db_);
  num_bound_ = 0;
}

uint64_t SqliteQuery::number(int column) const {
  return static_cast<uint64_t>(sqlite3_column_int64(statement_, column));
}

std::string SqliteQuery::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text ? std::string(text, sqlite3_column_bytes(statement_, column)) : "";
}

SqliteTransaction::SqliteTransaction(SqliteDb& db, const std::string& begin) : db_(db) {
  db_.run(begin);
}

SqliteTransaction::~SqliteTransaction() {
  if (!open_) return;
  try {
    db_.run("ROLLBACK");
  } catch (const SqliteError&) {  // a full disk has rolled it back already
  }
}

void SqliteTransaction::commit() {
  db_.run("COMMIT");
  open_ = false;
}

}  // namespace ropekv
