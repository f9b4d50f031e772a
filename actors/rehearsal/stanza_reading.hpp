// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "actors/admin/command.hpp"
#include "config/server_config.hpp"
#include "xml/element.hpp"

namespace troupe::rehearsal {

/// Reads a text that is one stanza, as a client's stream would: with the same
/// parser and limits, in `jabber:client` unless it says something else. The
/// failure says what would be right.
admin::outcome<xml::element> read_stanza(std::string_view text,
                                         const config::limits_section& limits);

} // namespace troupe::rehearsal
