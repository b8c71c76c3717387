// The few calls of SQLite that a store needs. Errors are exceptions with SQLite's sentence.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace ropekv {

struct SqliteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Someone else holds a lock, a reader perhaps: it may go well later.
struct SqliteBusy : SqliteError {
  using SqliteError::SqliteError;
};

class SqliteDb {
 public:
  enum class Mode { kRead, kWrite, kCreate };
  SqliteDb(const std::string& path, Mode mode);
  ~SqliteDb();
  SqliteDb(const SqliteDb&) = delete;
  SqliteDb& operator=(const SqliteDb&) = delete;

  // How long to wait for who holds a lock; 10 s until this is called.
  void set_patience(std::chrono::milliseconds patience);

  void run(const std::string& sql);  // one or more statements, rows ignored
  int64_t number(const std::string& sql);
  std::string text(const std::string& sql);

 private:
  friend class SqliteQuery;
  sqlite3* db_ = nullptr;
};

// One prepared statement: bind in order, step, read columns.
class SqliteQuery {
 public:
  SqliteQuery(SqliteDb& db, const std::string& sql);
  ~SqliteQuery();
  SqliteQuery(const SqliteQuery&) = delete;
  SqliteQuery& operator=(const SqliteQuery&) = delete;

  SqliteQuery& bind(uint64_t value);  // as the int64 of the same bits
  SqliteQuery& bind(std::string_view value);
  bool step();    // whether there is a row
  void finish();  // steps to the end, ready for the next bindings
  uint64_t number(int column) const;
  std::string text(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  int num_bound_ = 0;
};

// All or nothing: rolled back unless commit() was reached.
class SqliteTransaction {
 public:
  // "BEGIN" is enough to read one moment of a store that someone else writes.
  explicit SqliteTransaction(SqliteDb& db, const std::string& begin = "BEGIN IMMEDIATE");
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  void commit();

 private:
  SqliteDb& db_;
  bool open_ = true;
};

}  // namespace ropekv
