// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "xml/errors.hpp"

namespace troupe::host {

namespace ns {
inline constexpr std::string_view commands
    = "http://jabber.org/protocol/commands";
}

/// An error of XEP-0050 §4.4 with its own condition.
inline xml::stanza_error command_error(xml::condition what,
                                       std::string_view specific,
                                       std::string_view text = {}) {
  auto error = xml::stanza_error::make(what, text);
  error.detail = xml::element{specific, ns::commands};
  return error;
}

/// The form does not say what it has to.
inline xml::stanza_error bad_payload(std::string_view text) {
  return command_error(xml::condition::bad_request, "bad-payload", text);
}

} // namespace troupe::host
