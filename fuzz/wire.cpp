#include "fuzz/wire.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

namespace ropekv {
namespace {

constexpr uint32_t kMostBytes = 256 << 20;

}  // namespace

bool Wire::send(const nlohmann::json& message) {
  // A kernel's name or a path may be no UTF-8.
  const std::string body = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto length = static_cast<uint32_t>(body.size());
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes += body;
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t some = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return false;
    sent += static_cast<size_t>(some);
  }
  return true;
}

bool Wire::take_in() {
  std::array<char, 1 << 16> chunk;
  for (;;) {
    const ssize_t length = recv(fd_, chunk.data(), chunk.size(), 0);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return false;
    buffer_.append(chunk.data(), static_cast<size_t>(length));
    return true;
  }
}

std::optional<nlohmann::json> Wire::next() {
  uint32_t length = 0;
  if (spoiled_ || buffer_.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, buffer_.data(), sizeof length);
  spoiled_ = length > kMostBytes;
  if (spoiled_ || buffer_.size() < sizeof length + length) return std::nullopt;
  auto message = nlohmann::json::parse(buffer_.substr(sizeof length, length), nullptr, false);
  buffer_.erase(0, sizeof length + length);
  spoiled_ = message.is_discarded();
  if (spoiled_) return std::nullopt;
  return message;
}

std::optional<nlohmann::json> Wire::receive() {
  for (;;) {
    if (auto message = next()) return message;
    if (spoiled_ || !take_in()) return std::nullopt;
  }
}

}  // namespace ropekv
