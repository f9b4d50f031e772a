// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "actors/admin/command.hpp"
#include "actors/rehearsal/live_server.hpp"
#include "xml/element.hpp"

namespace troupe::rehearsal {

/// Who sends the stanza.
struct sender {
  xml::jid full;
  actors::session_copies sessions; ///< of the account
  bool beside = false;             ///< those that its store has are to be added
  std::vector<std::string> notes;  ///< what is not as it is in reality
};

/// The session that is meant by `as`. Of a bare JID the one that the stanza
/// names as its `from`, else that with the highest priority. One that is not
/// there is made up.
admin::outcome<sender>
cast_sender(const xml::jid& as, const xml::element& stanza, live_server& live);

} // namespace troupe::rehearsal
