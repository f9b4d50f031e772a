// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>
#include <nlohmann/json.hpp>

namespace troupe::tools {

struct otlp_options {
  std::size_t queue = 1000; ///< traces that wait; the oldest makes room
  std::size_t batch = 64;   ///< traces in one request
  std::chrono::milliseconds linger{1000};     ///< how long a batch gathers
  std::chrono::milliseconds limit{10'000};    ///< for one step of a request
  std::chrono::milliseconds first_pause{500}; ///< doubled at each attempt
  std::chrono::milliseconds longest_pause{30'000};
  unsigned attempts = 6; ///< then a batch is given up
};

/// What became of the traces.
struct otlp_summary {
  std::uint64_t sent = 0;
  std::uint64_t dropped = 0;        ///< found no room, or were left at the end
  std::uint64_t failed = 0;         ///< given up: refused, or too many attempts
  std::uint64_t rejected_spans = 0; ///< of those sent, by the receiver's word
  std::string last_error;
};

/// "12 traces sent to URL, 3 dropped …": for people.
std::string to_text(const otlp_summary& summary, std::string_view url);

/// How long to wait after an attempt that may be made again: as the server
/// says, else a pause that doubles; both bounded.
std::chrono::milliseconds pause_after(unsigned attempt,
                                      std::optional<std::chrono::seconds> told,
                                      const otlp_options& options);

/// Posts traces to an OTLP/HTTP receiver in JSON, from a thread of its own.
/// Never blocks who adds; what cannot be sent in time is dropped and counted.
class otlp_exporter {
public:
  /// A URL without a path gets the usual one, /v1/traces. The error is text
  /// for people.
  static boost::system::result<std::unique_ptr<otlp_exporter>, std::string>
  open(std::string_view url, const otlp_options& options = {});
  /// Ends at once, as soon as a request that is under way has ended.
  ~otlp_exporter();
  otlp_exporter(const otlp_exporter&) = delete;
  otlp_exporter& operator=(const otlp_exporter&) = delete;

  /// From any thread.
  void add(nlohmann::json trace);
  /// Sends what waits, for `grace` at most (and what a request that is then
  /// under way takes), and ends. Once.
  otlp_summary finish(std::chrono::milliseconds grace);

private:
  class sender;
  explicit otlp_exporter(std::unique_ptr<sender> s);
  std::unique_ptr<sender> sender_;
};

} // namespace troupe::tools
