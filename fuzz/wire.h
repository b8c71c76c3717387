// Messages between the supervisor and a worker: JSON with its length in front, over a socket.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace ropekv {

class Wire {
 public:
  explicit Wire(int fd) : fd_(fd) {}  // not owned
  int fd() const { return fd_; }

  // False if nobody listens any more.
  bool send(const nlohmann::json& message);
  // Waits for a message; empty if nobody speaks any more.
  std::optional<nlohmann::json> receive();

  // For those who wait for several wires: takes in what has come (after poll says so), false at
  // the end; then hands out the whole messages in it.
  bool take_in();
  std::optional<nlohmann::json> next();
  // What came is no message: a kernel wrote where it should not have. Nothing after it counts.
  bool is_spoiled() const { return spoiled_; }
  void spoil() { spoiled_ = true; }

 private:
  int fd_;
  std::string buffer_;
  bool spoiled_ = false;
};

}  // namespace ropekv
