// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/load/client/sasl_client.hpp"
#include "tools/load/client/wire.hpp"
#include "tools/load/client/world.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::load {

namespace ns {
inline constexpr std::string_view client = "jabber:client";
inline constexpr std::string_view management = "urn:xmpp:sm:3";
inline constexpr std::string_view ping = "urn:xmpp:ping";
inline constexpr std::string_view streams = "http://etherx.jabber.org/streams";
inline constexpr std::string_view roster = "jabber:iq:roster";
} // namespace ns

/// Hears of a session. It must not destroy it.
class session_events {
public:
  /// Logged in and bound; or, if that was wished, only ready to register, or
  /// only encrypted.
  virtual void on_ready(session& who) = 0;
  /// A stanza, or an element of stream management.
  virtual void on_stanza(session& who, const xml::element& stanza) = 0;
  /// The connection is gone; once. `why` is empty after `close`.
  virtual void on_end(session& who, const std::string& why) = 0;

protected:
  ~session_events() = default;
};

/// How far a session should go before it is `ready`.
enum class login_goal : std::uint8_t { bound, registration, encrypted };

/// Stream management (XEP-0198): what was counted.
struct managed_stream {
  bool is_enabled = false;
  std::uint32_t handled = 0; ///< stanzas that came
  std::uint64_t sent = 0;    ///< stanzas since it was asked for
  std::uint64_t acknowledged = 0;
};

/// One client. What is sent goes out in one write at the end of the turn in
/// which it was sent. It answers pings and requests for acknowledgements by
/// itself.
///
///   connecting → (encrypting) → negotiating → ready → closing → over
class session final : public xml::stream_events {
public:
  /// @param number  of the account
  session(world& of, std::uint64_t number, session_events& events);
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  void start(login_goal goal);
  /// Sends bytes that are no stanza of ours, e.g. `<r/>`.
  void send(std::string_view bytes);
  void send_stanza(std::string_view stanza);
  /// Asks for stream management; stanzas are counted from here on.
  void enable_management(bool resumable);
  /// Asks how many stanzas have come, if there is stream management.
  void ask_for_acknowledgement();
  /// Ends the stream in order.
  void close();
  /// Cuts the connection without a word.
  void abandon();
  /// Between two stanzas nothing is held for the parser.
  void set_quiet(bool quiet);
  /// Writes what is waiting; world calls it.
  void flush();

  std::uint64_t number() const { return number_; }
  const std::string& name() const { return name_; }
  /// Its bare JID.
  const std::string& address() const { return address_; }
  bool is_ready() const { return phase_ == phase::ready; }
  bool is_over() const { return phase_ == phase::over; }
  bool is_started() const { return phase_ != phase::fresh; }
  clock::time_point started_at() const { return started_at_; }
  const managed_stream& management() const { return management_; }

private:
  enum class phase : std::uint8_t {
    fresh,
    connecting,
    encrypting,
    first_features,
    starting_tls,
    authenticating,
    features,
    binding,
    legacy_session,
    ready,
    closing,
    over,
  };

  xml::parse_step on_stream_open(xml::stream_header header) override;
  xml::parse_step on_element(xml::element tag) override;
  xml::parse_step on_stream_close() override;

  void connect();
  void on_connected(boost::system::error_code failed);
  void encrypt();
  void go_on_encrypting();
  void open_stream();
  void wait_to_read();
  void wait_to_write();
  void on_readable();
  void read_all();
  void end(const std::string& why);

  xml::parse_step log_in(const xml::element& tag);
  xml::parse_step on_first_features(const xml::element& features);
  xml::parse_step on_sasl(const xml::element& tag);
  xml::parse_step on_sasl_success(const xml::element& tag);
  xml::parse_step on_features(const xml::element& features);
  xml::parse_step on_bound(const xml::element& tag);
  xml::parse_step refuse(std::string why);
  void begin_sasl(const xml::element& features);
  void become_ready();

  void receive(const xml::element& tag);
  void on_management(const xml::element& tag);
  bool answer(const xml::element& iq);

  world& world_;
  session_events& events_;
  std::uint64_t number_;
  std::string name_;
  std::string address_;
  wire wire_;
  xml::stream_parser parser_;
  sasl_clients::exchange sasl_;
  std::string out_;
  std::size_t written_ = 0; ///< bytes of `out_`
  std::string failure_;
  managed_stream management_;
  clock::time_point started_at_;
  std::size_t endpoint_ = 0; ///< the one that is tried
  phase phase_ = phase::fresh;
  login_goal goal_ = login_goal::bound;
  bool is_encrypted_ = false;
  bool wants_session_ = false;
  bool is_quiet_ = false;
  bool flush_pending_ = false;
  bool write_pending_ = false;
  bool is_counting_ = false;
};

} // namespace troupe::load
