// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "xml/jid.hpp"

namespace troupe::support {

/// Where a play can be given.
enum class stage_kind { memory, real };

/// What a line of a play does; play_reader.cpp has the words for each.
enum class verb {
  dials,
  opens_stream,
  opens_stream_with,
  starts_tls,
  logs_in,
  fails_to_log_in,
  binds,
  connects,
  is_online,
  sends,
  sends_raw,
  receives,
  receives_header,
  receives_nothing,
  gets_stream_error,
  closes_stream,
  is_disconnected,
  drops,
  time_passes,
  server_restarts,
  server_stops,
  unordered,
};

/// One line with what is indented below it.
struct play_step {
  std::size_t line = 0;
  verb what = verb::sends;
  std::string who;              ///< a client's name, if it is about one
  std::string argument;         ///< the rest of the line
  std::string body;             ///< after the colon
  std::vector<play_step> inner; ///< of `unordered`
};

struct play_account {
  xml::jid jid;
  std::string password;
  bool disabled = false;
};

struct play_client_name {
  std::string name;
  xml::jid jid; ///< its resource is the one to bind, if any
};

/// A dialogue between clients and the server: tests/scenarios/README.md.
struct play {
  std::string file;
  std::vector<std::string> config; ///< lines of TOML, dotted keys
  std::vector<play_account> accounts;
  std::vector<play_client_name> clients;
  std::vector<play_step> steps;
  bool in_memory = true;
  bool for_real = true;

  const play_account* account_of(const xml::jid& who) const;
};

struct play_fault {
  std::size_t line = 0;
  std::string what;
};
template <class T>
using play_result = boost::system::result<T, play_fault>;

play_result<play> read_play(std::string file, std::string_view text);

/// The text without what surrounds it: spaces and line ends.
std::string_view trimmed(std::string_view text);

[[noreturn]] void throw_exception_from_error(const play_fault& fault,
                                             const boost::source_location&);

} // namespace troupe::support
