// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/part/sessions.hpp"
#include "actors/user/device.hpp"
#include "persistence/operation.hpp"

/// How resumable sessions lie in the store, so that a client resumes after a
/// restart or a crash. The map "devices" has one entry for each, under its
/// token; the log "unacknowledged TOKEN" has its stanzas, whose ids are
/// "NUMBER-TRACE" in hexadecimal digits.
namespace troupe::user::device_journal {

inline constexpr std::string_view map_name = "devices";
/// The log of a device's queue.
std::string queue_name(const std::string& token);

/// Brings what is stored up to what there is. A stanza that was acknowledged
/// before it was stored is never written. Marks it as stored: after a failure
/// give back the mark.
struct mark {
  std::uint32_t from = 1, to = 1;
  bool rewrite = false;
};
mark mark_of(const device& d);
void set_mark(device& d, mark m);
persistence::transaction changes(const std::string& owner,
                                 const part::session_record& session,
                                 device& d);

/// Forgets the device.
persistence::transaction removal(const std::string& owner, const device& d);

/// What a stored entry of the map says.
struct stored_device {
  part::session_record session; ///< without an id
  device state;                 ///< without its queue
  /// What the client may have got more than, if it has not been resumed since
  /// an earlier restart (see device).
  std::optional<std::uint32_t> restored_to;
  /// The numbers of the queue that others keep too, as text.
  std::vector<std::pair<unacknowledged::keeper, std::string>> kept;
};
std::optional<stored_device> read(const xml::jid& account,
                                  const std::string& token,
                                  const std::string& blob);

/// The operation that reads the queue, and what its answer says.
persistence::operation queue_of(const std::string& owner, const device& d);
void restore_queue(stored_device& stored, const persistence::log_page& page);

} // namespace troupe::user::device_journal
