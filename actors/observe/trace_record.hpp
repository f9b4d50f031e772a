// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "actors/base/trace.hpp"
#include "actors/part/context.hpp"

namespace troupe::observe {

/// The way of one stanza through the server. Times in nanoseconds since
/// `start`.
struct trace_record {
  struct actor {
    std::uint64_t id = 0; ///< 0: known by its address only
    std::string kind;     ///< "session", "user", …
    std::string name;     ///< its address; may be empty
  };
  struct hop {
    std::uint64_t span = 0, parent = 0;
    std::uint64_t from = 0, to = 0; ///< actor ids, 0: from outside
    std::string message;
    std::int64_t at = 0; ///< sent
    std::int64_t waited = 0, took = 0;
    std::size_t bytes = 0; ///< that the message carried; 0: not known
    bool is_handled = false, is_lost = false;
  };
  struct verdict {
    std::int64_t at = 0;
    std::uint64_t actor = 0, span = 0;
    std::string name; ///< the address at which it was decided
    part::outcome how = part::outcome::noted;
    std::string_view what, reason; ///< literals
    std::string resource;
    std::string_view kind; ///< of the stanza that it was decided of
    std::string id;
  };
  /// Of the stanza only what tells nobody's secrets, unless payload was asked
  /// for.
  struct summary {
    std::string_view kind;
    std::string type, id, from, to;
    std::size_t bytes = 0;
    std::vector<std::string> children;
    std::string xml; ///< empty without payload
  };

  std::uint64_t id = 0;
  base::trace::cause why = base::trace::cause::followed;
  std::int64_t start = 0; ///< of the steady clock
  std::int64_t begun = 0; ///< microseconds since the Unix epoch
  std::int64_t took = 0;
  bool is_complete = false;
  summary stanza;
  std::vector<actor> actors;
  std::vector<hop> hops;
  std::vector<verdict> decisions;
  std::uint64_t dropped = 0; ///< hops and decisions beyond what one may have
  std::uint64_t watches = 0; ///< whose filters it passed

  /// The most important of its decisions.
  part::outcome outcome() const;
  /// What it takes in memory, about, with all that a client has chosen.
  std::size_t footprint() const;
};
using shared_trace = std::shared_ptr<const trace_record>;

/// Hops, and decisions, of one trace at most.
inline constexpr std::size_t most_hops = 2'000;
/// Bytes of an id, a type, a name or a namespace that are kept.
inline constexpr std::size_t longest_text = 256;

/// What is kept of a text that a client may make as long as a stanza may be;
/// ends with a whole character.
std::string_view cut(std::string_view text);

std::string_view name_of(base::trace::cause x);
trace_record::summary summary_of(const xml::stanza& x, bool with_payload);
/// As docs/openapi.json has it.
nlohmann::json to_json(const trace_record& r);
/// An id as archives and stanza-ids have it.
std::string text_of_id(std::uint64_t trace);

} // namespace troupe::observe
