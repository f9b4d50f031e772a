// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/muc/room_settings.hpp"
#include "actors/part/data_form.hpp"

/// The forms of a room's settings.
namespace troupe::muc {

namespace ns {
inline constexpr std::string_view room_config
    = "http://jabber.org/protocol/muc#roomconfig";
inline constexpr std::string_view room_info
    = "http://jabber.org/protocol/muc#roominfo";
} // namespace ns

/// The form that an owner fills in (§10.1.3, §10.2), with what is set now;
/// `admins` and `owners` are bare JIDs.
part::data_form config_form(const xml::jid& room, const room_settings& now,
                            const room_limits& limits,
                            std::vector<std::string> admins,
                            std::vector<std::string> owners);

/// What an owner wants.
struct room_submission {
  room_settings settings;
  /// The full lists of bare JIDs (§10.5, §10.8), where the form has them. Who
  /// is in both is an owner.
  std::optional<std::vector<xml::jid>> admins;
  std::optional<std::vector<xml::jid>> owners;
};

/// Reads what was submitted: a field that is absent stays as it is `now`
/// (XEP-0004 §3.5), an unknown one is passed over. The error is `bad-request`
/// for another's form, `not-acceptable` for a bad value, with what would be
/// right, and `conflict` where no owner would be left (§10.2).
boost::system::result<room_submission, xml::stanza_error>
read_submission(const part::data_form& form, const room_settings& now,
                const room_limits& limits);

/// What changes of a room by itself.
struct room_facts {
  std::size_t occupants = 0;
  std::optional<std::string> subject; ///< nothing: it is not for everybody
  std::vector<std::string> contacts;  ///< JIDs
};

/// What disco#info tells of a room (§6.4, §16.5.4; XEP-0128, XEP-0500 §5.2).
part::data_form info_form(const room_settings& x, const room_facts& facts);

} // namespace troupe::muc
