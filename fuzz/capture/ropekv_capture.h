// Writes what an engine launches as lines that `ropekv import` reads. Copy this file into the
// engine: C++17, the standard library and POSIX, nothing of ropekv. The form is in README.md here.
//
//   static ropekv_capture::Log log("/tmp/trace.jsonl");
//   ropekv_capture::Launch launch;
//   launch.style = "neox";
//   launch.q = ropekv_capture::rows(q, "bf16", num_tokens, num_heads, head_dim, stride_t,
//   stride_h);
//   ...
//   log.append(launch);
//
// Positions and slots must be on the host: copy them there first. Nothing else is read.
#ifndef ROPEKV_CAPTURE_H_
#define ROPEKV_CAPTURE_H_

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>

namespace ropekv_capture {

// Elements, not bytes. num_dims 0: the launch has no such tensor.
struct Tensor {
  const void* address = nullptr;
  const char* dtype = "";  // f32 f16 bf16 e4m3 e5m2
  int num_dims = 0;
  std::int64_t shape[4] = {};
  std::int64_t strides[4] = {};
};

struct Indices {
  const void* host_values = nullptr;  // int32_t or int64_t
  std::int64_t count = 0;
  int bytes = 8;                         // of each: 4 or 8
  const void* device_address = nullptr;  // what the kernel is given; may be null: not said
};

struct Launch {
  const char* name = nullptr;       // of this call, for a person; may be null
  const char* style = "";           // "neox" or "interleaved"
  Tensor q, k, v;                   // [num_tokens, num_heads, dim]
  Tensor q_rope, k_rope;            // the same tensor as q, k where it is rotated in place
  Tensor k_buffer, v_buffer;        // [num_slots, num_heads, dim], or four dims as page_layout says
  const char* page_layout = "nhd";  // [page, slot, head, dim], or "hnd": [page, head, slot, dim]
  Indices positions, slot_mapping;
  Tensor cos_sin_cache;         // [max_position, rotary_dim]
  std::int64_t theta = 10000;   // of the rotation's frequencies
  std::int64_t num_slots = -1;  // where there is no pool to say it; -1: not said
  std::int64_t reserved_slot = -1;
  float k_scale = 1, v_scale = 1;
  bool scales_on_device = false;
  bool pdl = false;
};

inline Tensor rows(const void* address, const char* dtype, std::int64_t num_tokens,
                   std::int64_t num_heads, std::int64_t dim, std::int64_t token_stride,
                   std::int64_t head_stride) {
  return {address, dtype, 3, {num_tokens, num_heads, dim}, {token_stride, head_stride, 1}};
}

namespace detail {

inline std::string quoted(const char* text) {
  std::string out = "\"";
  for (; *text; ++text) {
    const unsigned char c = static_cast<unsigned char>(*text);
    if (c == '"' || c == '\\') out += '\\';
    if (c >= 32 && c < 127) out += *text;
    if (c < 32 || c >= 127) out += '?';  // one byte of who knows which encoding
  }
  return out + '"';
}

template <typename Values>
std::string list(const Values* values, std::int64_t count) {
  std::string out = "[";
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    out += std::to_string(values[i]);
  }
  return out + ']';
}

inline std::string address(const void* address) {
  if (!address) return "";
  return ",\"address\":" + std::to_string(reinterpret_cast<std::uintptr_t>(address));
}

inline std::string field(const char* name, const std::string& value) {
  return std::string(",\"") + name + "\":" + value;
}

inline std::string field(const char* name, const Tensor& tensor) {
  if (tensor.num_dims == 0) return "";
  return field(name, "{\"shape\":" + list(tensor.shape, tensor.num_dims) +
                         ",\"strides\":" + list(tensor.strides, tensor.num_dims) +
                         ",\"dtype\":" + quoted(tensor.dtype) + address(tensor.address) + '}');
}

inline std::string field(const char* name, const Indices& indices) {
  const bool narrow = indices.bytes == 4;
  const std::string values =
      narrow ? list(static_cast<const std::int32_t*>(indices.host_values), indices.count)
             : list(static_cast<const std::int64_t*>(indices.host_values), indices.count);
  return field(name, std::string("{\"dtype\":\"") + (narrow ? "int32" : "int64") +
                         "\",\"values\":" + values + address(indices.device_address) + '}');
}

inline std::string field(const char* name, float value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
  return field(name, std::string(text));
}

}  // namespace detail

// One line, its end included.
inline std::string to_line(const Launch& launch) {
  using detail::field;
  using detail::quoted;
  std::string line = "{\"ropekv_capture\":1";
  if (launch.name) line += field("name", quoted(launch.name));
  line += field("style", quoted(launch.style));
  line += field("q", launch.q) + field("k", launch.k) + field("v", launch.v);
  line += field("q_rope", launch.q_rope) + field("k_rope", launch.k_rope);
  line += field("k_buffer", launch.k_buffer) + field("v_buffer", launch.v_buffer);
  line += field("page_layout", quoted(launch.page_layout));
  line += field("positions", launch.positions) + field("slot_mapping", launch.slot_mapping);
  line += field("cos_sin_cache", launch.cos_sin_cache);
  line += field("theta", std::to_string(launch.theta));
  if (launch.num_slots >= 0) line += field("num_slots", std::to_string(launch.num_slots));
  line += field("reserved_slot", std::to_string(launch.reserved_slot));
  line += field("k_scale", launch.k_scale) + field("v_scale", launch.v_scale);
  line += field("scale_in", std::string(launch.scales_on_device ? "\"device\"" : "\"host\""));
  line += field("pdl", std::string(launch.pdl ? "true" : "false"));
  return line + "}\n";
}

// A file that lines are appended to, by any number of threads.
class Log {
 public:
  explicit Log(const char* path)
      : file_(::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {}
  ~Log() {
    if (file_ >= 0) ::close(file_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool is_open() const { return file_ >= 0; }

  // False if the line could not be written as a whole; errno says why.
  bool append(const Launch& launch) {
    const std::string line = to_line(launch);
    const std::lock_guard<std::mutex> lock(mutex_);
    for (std::size_t done = 0; done < line.size();) {
      const ssize_t written = ::write(file_, line.data() + done, line.size() - done);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      done += static_cast<std::size_t>(written);
    }
    return true;
  }

 private:
  const int file_;
  std::mutex mutex_;
};

}  // namespace ropekv_capture

#endif  // ROPEKV_CAPTURE_H_
