// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "xml/stanza.hpp"

namespace troupe::observe {

/// Which stanzas somebody wants to follow, and for how long.
struct filter {
  /// Sender or recipient; bare: any resource; a domain: all at it.
  std::optional<xml::jid> jid;
  std::optional<xml::jid> from; ///< the same of the sender only
  std::optional<xml::jid> to;
  std::optional<xml::stanza_kind> kind;
  std::string ns; ///< of one of its children
  std::string id;
  bool payload = false;              ///< shows what it says, too
  std::size_t limit = 0;             ///< traces, then it ends; 0: no limit
  std::chrono::milliseconds time{0}; ///< then it ends; 0: no limit
};

/// Whether `x` is among them. Limits are not looked at.
bool matches(const filter& f, const xml::stanza& x);

} // namespace troupe::observe
