// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/audit_log.hpp"

#include <utility>

#include <spdlog/spdlog.h>

namespace troupe::admin {

void audit_log::add(nlohmann::json entry) {
  {
    const std::lock_guard guard{mutex_};
    if (waiting_ >= most_waiting_) {
      ++dropped_;
      return;
    }
    ++waiting_;
    if (dropped_ != 0)
      entry["dropped_before"] = std::exchange(dropped_, 0);
  }
  thread_.submit([this, entry = std::move(entry)] { write(entry); });
}

void audit_log::reopen() {
  thread_.submit([this] { file_.close(); });
}

void audit_log::last(std::size_t limit,
                     reply<std::vector<nlohmann::json>> done) {
  thread_.submit(
      [this, limit, done = std::move(done)] { done(last_of(path_, limit)); });
}

void audit_log::write(const nlohmann::json& entry) {
  const auto fault = file_.add(entry);
  {
    const std::lock_guard guard{mutex_};
    --waiting_;
  }
  // A full disk is told once, not with each command.
  if (!fault.empty() && !failing_)
    spdlog::error("audit.failed file={} why=\"{}\"", path_.string(), fault);
  if (fault.empty() && failing_)
    spdlog::info("audit.works_again file={}", path_.string());
  failing_ = !fault.empty();
}

} // namespace troupe::admin
