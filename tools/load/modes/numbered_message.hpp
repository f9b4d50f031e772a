// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "xml/element.hpp"

namespace troupe::load {

/// What a message of ours says, so that none is lost or repeated unseen.
struct numbered {
  std::uint32_t run = 0; ///< messages of an earlier run are told from ours
  std::uint64_t sender = 0;
  std::uint64_t number = 0; ///< 0, 1, 2, … of that sender
  std::int64_t at_ns = 0;   ///< when it was sent, or due, by the steady clock
};

/// A number for this run of the tool.
std::uint32_t new_run();

/// Appends a message.
/// @param to          an escaped bare JID
/// @param body_bytes  the size to which the body is filled up
void write_numbered(std::string& out, std::string_view to, const numbered& what,
                    std::size_t body_bytes, std::string_view type = "chat");
/// The same as a text of its own.
std::string to_text(const numbered& what);
/// Nothing if the text does not begin with what `to_text` writes.
std::optional<numbered> from_text(std::string_view text);
/// Nothing if it is no message that we have written.
std::optional<numbered> read_numbered(const xml::element& message);

} // namespace troupe::load
