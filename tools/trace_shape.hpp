// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// An actor that a stanza came by.
struct traced_actor {
  std::uint64_t id = 0;
  std::string kind;
  std::string name;
};

/// A message from one actor to another. Times are in microseconds, `at` from
/// the trace's beginning on.
struct traced_hop {
  std::uint64_t span = 0;
  std::uint64_t parent = 0; ///< the hop in whose handling it was sent; or 0
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::string message;
  double at = 0; ///< when it was sent
  double wait = 0;
  double handling = 0;
  std::uint64_t bytes = 0; ///< that the message carried; 0: not known
  bool handled = true;
};

/// What an actor decided, and why.
struct traced_decision {
  double at = 0;
  std::uint64_t actor = 0;
  std::uint64_t span = 0; ///< the hop in which it fell, or 0
  std::string name;       ///< the actor's address
  std::string outcome;
  std::string what;
  std::string reason;
  std::string resource;
  std::string kind; ///< of the stanza that it is about, and its id
  std::string id;
};

/// The way of one stanza, as the server tells it in JSON.
struct traced_stanza {
  std::string id; ///< of the trace
  double begun = 0;
  double took = 0;
  std::string state;
  std::string why;
  std::string outcome;
  std::string kind;
  std::string type;
  std::string stanza_id;
  std::string from;
  std::string to;
  std::uint64_t bytes = 0;
  std::vector<std::string> children;
  std::string xml; ///< empty unless the payload was asked for
  std::vector<traced_actor> actors;
  std::vector<traced_hop> hops;
  std::vector<traced_decision> decisions;
  std::uint64_t dropped = 0; ///< hops and decisions that found no room

  bool is_complete() const { return state != "unfinished"; }
  /// Null for one that the trace does not list.
  const traced_actor* actor(std::uint64_t id) const;
  const traced_hop* hop(std::uint64_t span) const;
};

/// Never fails: what is missing or of another type is empty.
traced_stanza read_trace(const nlohmann::json& trace);

} // namespace troupe::tools
