// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "actors/muc/hats.hpp"
#include "xml/jid.hpp"

/// The ad-hoc commands (XEP-0050) by which admins make hats and give them away,
/// XEP-0317 §3.2 to §3.7. They know nothing of each other: a form says all.
namespace troupe::muc {

namespace ns {
inline constexpr std::string_view commands
    = "http://jabber.org/protocol/commands";
inline constexpr std::string_view hat_commands = "urn:xmpp:hats:commands";
} // namespace ns

/// What a command has come to.
struct hat_command_done {
  xml::element answer;              ///< `<command/>`
  std::string hat;                  ///< the URI of one that has changed
  std::vector<std::string> wearers; ///< bare JIDs who are shown otherwise now
  bool list_changed = false;        ///< what hats there are
};

/// Whether `node` is one of the commands.
bool is_hat_command(std::string_view node);

/// Runs a `<command/>`. `session` names it where the request does not. Whether
/// he may is for the room to say.
boost::system::result<hat_command_done, xml::stanza_error>
run_hat_command(hats& of, const xml::element& command,
                std::string_view session);

/// What disco#items tells of the node of commands (XEP-0050 §2.2).
xml::element hat_command_items(const xml::jid& room);

} // namespace troupe::muc
