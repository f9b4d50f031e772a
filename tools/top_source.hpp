// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <boost/system/result.hpp>
#include <nlohmann/json.hpp>

namespace troupe::tools {

/// Where `top` gets what it shows. Both questions may block; `next` is asked
/// on one thread, the others on another.
class top_source {
public:
  template <class T>
  using result = boost::system::result<T, std::string>;

  virtual ~top_source() = default;

  /// Waits for the next census; the error says why there is none any more.
  virtual result<nlohmann::json> next() = 0;
  /// What `describe JID` answers: `{"actors": [DESCRIPTION…]}`.
  virtual result<nlohmann::json> describe(const std::string& jid) = 0;
  /// Somebody looks at this address from now on, and at the one before no more;
  /// empty: at none. Never waits; from any thread.
  virtual void look_at(const std::string& jid) = 0;
  /// The last traces of the address, the newest first: a list of them.
  virtual result<nlohmann::json> last_messages(const std::string& jid) = 0;
  /// From any thread: whatever waits returns soon, with an error.
  virtual void stop() = 0;
};

} // namespace troupe::tools
