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

  /// @param copies  whether it wants carbons (XEP-0280)
  sim_client(std::string account, std::string resource, bool copies);

  const std::string& account() const { return account_; }
  std::string name() const { return account_ + '/' + resource_; }
  phase state() const { return state_; }
  bool has_unsent() const; ///< messages

  /// Logs in over a new connection; resumes where it can.
  void connect(std::shared_ptr<net::memory_peer> peer);
  /// The same while it is online, with the old connection left open.
  void take_over(std::shared_ptr<net::memory_peer> peer);
  /// The connection is gone; what was sent to it meanwhile is not read.
  void cut();
  /// The same, and it has forgotten how to resume.
  void forget();
  /// Leaves for good: the session ends in order.
  void leave();
  /// A message with the next number; it goes now, or once there is a session.
  void say(const std::string& to);
  void show(bool available);
  void ask();
  /// The server was killed.
  void note_kill() { ++kills_; }
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
  /// Whether this client, which sent it, sent it again after a lost connection.
  bool was_sent_again(const std::string& body) const {
    return again_.contains(body);
  }
  /// Whether it came with the time of its sending.
  bool was_late(const std::string& body) const { return late_.contains(body); }
  /// Those that came again, for which there is a reason.
  std::size_t repeated() const { return repeated_; }
  std::size_t repeated_after_kill() const { return repeated_after_kill_; }
  std::size_t resumed() const { return resumed_; }
  std::size_t failed_to_resume() const { return failed_; }
  /// What may not be, if anything.
  const std::string& fault() const { return fault_; }
  /// All that came, byte for byte.
  const std::string& transcript() const { return transcript_; }

private:
  struct outgoing {
    std::string to;
    std::string body; ///< empty: no message
    std::string text;
    bool was_sent = false;
  };
  struct receipt {
    std::string id; ///< XEP-0359
    std::size_t session = 0;
    std::uint32_t place = 0; ///< in the session
    std::size_t kills = 0;   ///< before it
  };

  xml::parse_step on_stream_open(xml::stream_header) override;
  xml::parse_step on_element(xml::element tag) override;
  xml::parse_step on_stream_close() override;

  void write(std::string_view text);
  void begin_session();
  void send(outgoing what);
  void take_management(const xml::element& tag);
  void take_acknowledgement(std::uint32_t count);
  void take_message(const xml::element& tag);
  void take_again(const std::string& text, const receipt& first,
                  const receipt& now);

  std::string account_, resource_;
  bool copies_;
  phase state_ = phase::offline;
  std::shared_ptr<net::memory_peer> peer_;
  xml::stream_parser parser_{xml::stream_limits{0, 0, 0}};

  std::string token_;
  std::size_t session_ = 0;
  std::uint32_t handled_ = 0;      // of the server's stanzas
  std::uint32_t acknowledged_ = 0; // of ours
  std::deque<outgoing> outgoing_;  // not acknowledged
  std::size_t next_ = 0;
  std::size_t kills_ = 0;
  std::map<std::size_t, std::uint32_t> known_; // by session: what they know

  std::map<std::string, std::vector<std::string>> confirmed_;
  std::set<std::string> refused_, late_, again_;
  std::vector<std::string> received_;
  std::map<std::string, receipt> receipts_; // by body
  std::size_t repeated_ = 0, repeated_after_kill_ = 0;
  std::size_t resumed_ = 0, failed_ = 0;
  std::string fault_, transcript_;
};

} // namespace troupe::simulation
