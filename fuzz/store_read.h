// From the rows of a store to its content.
#pragma once

#include <string>

#include "fuzz/store.h"

namespace ropekv {

// "rkv1", as SQLite's application_id: tells a store from any other database.
inline constexpr int64_t kApplicationId = 0x726b7631;

// Why this database is not a store of ours that can be used; empty if it is.
std::string why_not_a_store(SqliteDb& db);

// Throws SqliteError or an exception of nlohmann if the rows make no sense.
StoreContent read_content(SqliteDb& db);

}  // namespace ropekv
