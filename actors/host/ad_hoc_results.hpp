// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "actors/host/ad_hoc_commands.hpp"

namespace troupe::host {

/// What one run of an admin command has come to, `{"result": …}` or
/// `{"error": {"code", "message"}}`, as its text was read.
struct ad_hoc_result {
  nlohmann::json result;
  std::string code; ///< of the failure; empty: none
  std::string message;
};
ad_hoc_result read_result(const std::string& text);

/// The failure as XEP-0133 §5 has it.
xml::stanza_error error_of(const ad_hoc_result& failed);

/// `<note/>`, XEP-0050 §4.3; the type is "info", "warn" or "error".
xml::element note(std::string_view type, std::string_view text);

/// The payload of a completed command: forms of the type "result" (XEP-0004
/// §3.4), and notes.
std::vector<xml::element> payload_of(const ad_hoc_command& command,
                                     const nlohmann::json& result,
                                     const std::string& host);

} // namespace troupe::host
