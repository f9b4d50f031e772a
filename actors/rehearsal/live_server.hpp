// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "actors/base/trace.hpp"
#include "actors/messages.hpp"

namespace troupe::rehearsal {

/// All that a rehearsal wants of the running server: it only asks. Blocks until
/// the answer is there, or too late.
class live_server {
public:
  /// What the store answers. @pre none of the operations writes
  persistence::result<persistence::answers> read(persistence::transaction ops) {
    const base::trace::scope apart{base::trace::position{}};
    auto came = do_read(std::move(ops));
    if (!came && fault_.empty())
      fault_ = came.error().message;
    return came;
  }
  /// The sessions of an account; null where it is not in memory.
  actors::session_copies sessions_of(const xml::jid& account) {
    const base::trace::scope apart{base::trace::position{}};
    auto came = do_copy_sessions(account);
    if (!came && fault_.empty())
      fault_ = "the server did not answer in time";
    return came.value_or(nullptr);
  }

  /// Why something is not known, so that what follows from it is not true;
  /// empty: all was answered.
  const std::string& fault() const { return fault_; }

protected:
  ~live_server() = default;

private:
  // What is sent for these is no part of the trace that is rehearsed.
  virtual persistence::result<persistence::answers>
  do_read(persistence::transaction ops) = 0;
  virtual std::optional<actors::session_copies>
  do_copy_sessions(const xml::jid& account) = 0;

  std::string fault_;
};

} // namespace troupe::rehearsal
