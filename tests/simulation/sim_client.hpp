// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "net/memory_transport.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::simulation {

/// A client as real ones are: stream management with resumption (XEP-0198),
/// origin-ids (XEP-0359), sends again what was not acknowledged, and knows
/// messages it has by their stanza-id.
class sim_client final : xml::stream_events {
public:
  enum class phase { offline, logging_in, ready };

  sim_client(std::string account, std::string resource);

  const std::string& account() const { return account_; }
  std::string name() const { return account_ + '/' + resource_; }
  phase state() const { return state_; }
  bool has_unsent() const { return !outgoing_.empty(); }

  /// Logs in over a new connection; resumes where it can.
  void connect(std::shared_ptr<net::memory_peer> peer);
  /// The connection is gone; what was sent to it meanwhile is not read.
  void cut();
  /// Leaves for good: the session ends in order.
  void leave();
  /// A message with the next number; it goes now, or once there is a session.
  void say(const std::string& to);
  void ask();
  /// Handles what has come; true: there was something.
  bool read();

  /// Bodies that were sent and acknowledged, by recipient.
  const std::map<std::string, std::vector<std::string>>& confirmed() const {
    return confirmed_;
  }
  /// Bodies that came back with an error.
  const std::set<std::string>& refused() const { return refused_; }
  /// Bodies in the order of their first coming.
  const std::vector<std::string>& received() const { return received_; }
  /// Whether it came with the time of its sending.
  bool was_late(const std::string& body) const { return late_.contains(body); }
  /// Bodies that came once more under another stanza-id, or under the same.
  const std::vector<std::string>& doubled() const { return doubled_; }
  std::size_t repeated() const { return repeated_; }
  std::size_t resumed() const { return resumed_; }
  std::size_t failed_to_resume() const { return failed_; }
  const std::string& fault() const { return fault_; }

private:
  struct message {
    std::string to, body;
  };

  xml::parse_step on_stream_open(xml::stream_header) override;
  xml::parse_step on_element(xml::element tag) override;
  xml::parse_step on_stream_close() override;

  void write(std::string_view text);
  void begin_session();
  void send(const message& m);
  void take_management(const xml::element& tag);
  void take_acknowledgement(std::uint32_t count);
  void take_message(const xml::element& tag);

  std::string account_, resource_;
  phase state_ = phase::offline;
  std::shared_ptr<net::memory_peer> peer_;
  xml::stream_parser parser_{xml::stream_limits{0, 0, 0}};

  std::string token_;
  std::uint32_t handled_ = 0;      // of the server's stanzas
  std::uint32_t acknowledged_ = 0; // of ours
  std::uint32_t ours_ = 0;         // stanzas that are no messages, sent first
  std::deque<message> outgoing_;   // not acknowledged
  std::size_t sent_ = 0;           // of these, in this session
  std::size_t next_ = 0;

  std::map<std::string, std::vector<std::string>> confirmed_;
  std::set<std::string> refused_, late_;
  std::vector<std::string> received_;
  std::map<std::string, std::string> ids_; // by body
  std::vector<std::string> doubled_;
  std::size_t repeated_ = 0, resumed_ = 0, failed_ = 0;
  std::string fault_;
};

} // namespace troupe::simulation
