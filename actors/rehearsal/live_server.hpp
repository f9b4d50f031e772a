// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "actors/base/trace.hpp"
#include "actors/messages.hpp"

namespace troupe::rehearsal {

/// All that a rehearsal wants of the running server: it only asks. Blocks until
/// the answer is there, or too late. Once something is not known no more is
/// asked: the rehearsal is for nothing.
class live_server {
public:
  /// What the store answers. @pre none of the operations writes
  persistence::result<persistence::answers> read(persistence::transaction ops) {
    if (!is_answering())
      return persistence::store_error{persistence::store_errc::unavailable,
                                      fault_};
    const base::trace::scope apart{base::trace::position{}};
    auto came = do_read(std::move(ops));
    if (!came)
      fault_ = came.error().message.empty() ? "the store has failed"
                                            : came.error().message;
    return came;
  }
  /// The sessions of an account; null where it is not in memory.
  actors::session_copies sessions_of(const xml::jid& account) {
    if (!is_answering())
      return nullptr;
    const base::trace::scope apart{base::trace::position{}};
    auto came = do_copy_sessions(account);
    if (!came)
      fault_ = "the server did not answer in time";
    return came.value_or(nullptr);
  }

  /// Whether all was answered so far, and the server goes on.
  bool is_answering() {
    if (fault_.empty() && is_stopping())
      fault_ = "the server is stopping";
    return fault_.empty();
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
  /// Whether the server waits for this rehearsal to end.
  virtual bool is_stopping() const { return false; }

  std::string fault_;
};

} // namespace troupe::rehearsal
