// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// One trace as a Mermaid sequence diagram: a participant per actor, an arrow
/// per hop with its message and times, a note per decision. Ends with a
/// newline. No name can break the diagram's syntax.
std::string trace_mermaid(const nlohmann::json& trace);

/// A text within a diagram: what Mermaid could take for syntax is an entity
/// code, such as "#59;" for a semicolon.
std::string mermaid_text(std::string_view text);

} // namespace troupe::tools
