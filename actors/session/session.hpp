// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <caf/actor_config.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/auth/sasl_exchange.hpp"
#include "actors/base/pinned.hpp"
#include "actors/base/queue.hpp"
#include "actors/base/traced.hpp"
#include "actors/messages.hpp"
#include "actors/part/card.hpp"
#include "actors/session/counting.hpp"
#include "actors/session/phases.hpp"
#include "actors/session/stream_counters.hpp"
#include "net/transport.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::session {

/// What a session is made of.
struct session_setup {
  std::unique_ptr<net::transport> transport;
  bool can_start_tls = false;
  actors::shared_config config;
  actors::registry_actor registry;
  actors::auth_actor auth;
  std::span<const part::card> cards; ///< outlive the session
  std::string decoy_secret;          ///< see auth::sasl_facts
};

/// One client's stream: from its first byte to its end. Runs on its socket's
/// loop; parses, negotiates TLS, SASL and the resource, then passes stanzas to
/// the user actor and writes what comes back. phases.hpp has the diagram.
class session final
    : public base::pinned<base::traced<actors::session_actor::base>>,
      net::transport_events,
      xml::stream_events {
public:
  using super = base::pinned<base::traced<actors::session_actor::base>>;

  session(caf::actor_config& config, caf::execution_unit* loop,
          std::shared_ptr<session_setup> setup);

  const char* name() const override { return "session"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  static const behavior_type& handlers();
  static const base::shown_actor& shown();

  enum class timer : std::uint32_t {
    login,
    idle,
    ping,
    resume,
    written,
    gone,
    acknowledge, // a request of the client has waited
    confirm,     // the store may be better by now
    answer,      // to a request of ours
    quiet        // whether anything has come since it began
  };

  // -- net::transport_events -------------------------------------------------
  void on_bytes(std::string_view bytes) override;
  void expect_bytes() override;
  void on_secured(const net::tls_facts& facts) override;
  void on_drained() override;
  void on_closed(boost::system::error_code why) override;

  // -- xml::stream_events ----------------------------------------------------
  xml::parse_step on_stream_open(xml::stream_header header) override;
  xml::parse_step on_element(xml::element tag) override;
  xml::parse_step on_stream_close() override;

  // -- messages --------------------------------------------------------------
  void deliver(const actors::send_stanza& m);
  void take_credit(const actors::outbound_credit& m);
  void tick(const actors::session_tick& m);
  actors::description describe() const;
  std::size_t memory() const;

  // -- session.cpp -----------------------------------------------------------
  void parse(std::string_view bytes);
  void write(std::string_view text);
  void write(const xml::element& tag);
  static std::string& scratch();
  /// Stops taking input until `go_on`; what was read already is kept.
  xml::parse_step wait();
  void go_on();
  void fail(xml::stream_condition condition, std::string text = {});
  void refuse_input(const xml::stream_error& error);
  void end_stream(observe::stream_end why);
  void enter_closing(observe::stream_end why);
  void leave_user();
  void settle_bound(std::uint64_t id, const xml::jid& full,
                    const actors::user_actor& user);
  void return_unsent();
  void forget_written();
  void settle_reports();
  void take_configuration(const actors::configuration_changed& news);
  void start_timer(timer which, std::chrono::milliseconds delay);
  void throttle(std::size_t bytes);
  void check_login();
  void watch_for_quiet();
  void check_quiet();
  void check_idleness();
  void check_ping();

  // -- stream_opening.cpp ----------------------------------------------------
  bool open_stream(const xml::stream_header& header);
  void write_header(const xml::stream_header* header);
  void write_features();
  auth::sasl_facts sasl_facts() const;

  // -- login.cpp -------------------------------------------------------------
  xml::parse_step start_tls();
  xml::parse_step begin_sasl(const xml::element& tag);
  xml::parse_step continue_sasl(const xml::element& tag);
  xml::parse_step abort_sasl();
  xml::parse_step follow(auth::sasl_outcome outcome);
  xml::parse_step fetch_credentials(const auth::need_credentials& need);
  xml::parse_step check_password(const auth::need_password_check& need);
  xml::parse_step succeed(const auth::sasl_success& success);
  void admit(const xml::jid& account, std::string_view last_bytes);
  xml::parse_step reject_login(const auth::sasl_failure& failure);
  xml::parse_step write_failure(const auth::sasl_failure& failure);
  void resume_sasl(auth::sasl_outcome outcome);
  void claim(std::string_view username);

  // -- early_iq.cpp ----------------------------------------------------------
  xml::parse_step take_early_iq(xml::element tag);
  xml::parse_step register_account(const xml::stanza& iq);
  xml::parse_step bind(xml::element tag);
  void bound(const xml::stanza& asked, const actors::session_opened& opened);
  void answer(const xml::stanza& request, const xml::stanza_error& error);
  void answer(xml::stanza x);

  // -- stream_management.cpp -------------------------------------------------
  xml::parse_step take_management(const xml::element& tag);
  xml::parse_step enable_management(const xml::element& tag);
  void management_enabled(const actors::session_managed& managed);
  xml::parse_step resume_session(const xml::element& tag);
  void resumed(const std::string& token, const actors::session_resumed& r);
  xml::parse_step take_acknowledgement(const xml::element& tag);
  void take_request();
  void confirm();
  void confirmed(std::uint32_t count, bool durable);
  void acknowledge();
  void refuse_management(xml::condition what);
  void count_sent();
  void ask_for_acknowledgement();
  void time_request();
  void answer_in_time();
  void time_answer();
  void check_answer();
  void refuse_count(std::uint32_t count);
  void lose(std::string_view why, observe::stream_end counted_as);
  std::uint64_t trace_of(const xml::stanza& x) const;

  // -- stanzas.cpp -----------------------------------------------------------
  xml::parse_step take_stanza(xml::element tag);
  bool is_own_answer(const xml::stanza& x);
  void hold_up(const actors::send_stanza& m);
  void remember_unsent(const actors::send_stanza& m);
  static constexpr std::string_view stream_has_ended = "its stream has ended";
  void give_back(actors::returned_stanza x, std::string_view why);
  caf::result<actors::written> report();
  void bounce_malformed(xml::element tag, const xml::stanza_error& e);

  std::shared_ptr<session_setup> setup_;
  std::unique_ptr<net::transport> transport_;
  caf::strong_actor_ptr keep_alive_; // while the transport may call
  xml::stream_parser parser_;
  actors::shared_config config_;
  const config::host_section* host_ = nullptr; // within *config_

  phase phase_ = phase::opening;
  observe::mechanism mechanism_ = observe::mechanism::other;
  bool header_sent_ = false;
  bool waiting_ = false;   // for an actor's answer or for credit
  bool throttled_ = false; // by the rate limit
  std::string stream_lang_;
  std::string served_; // the host's name

  std::unique_ptr<auth::sasl_exchange> sasl_;
  std::size_t failed_logins_ = 0;
  std::size_t early_iqs_ = 0;
  xml::jid claimed_; // by the login that is under way
  xml::jid account_; // once authenticated

  stream_counters counters_;
  bool resumable_ = true; // unless it was closed in order
  std::uint64_t id_ = 0;  // once bound
  xml::jid full_;
  actors::user_actor user_;
  std::size_t window_ = 0; // of credit; 0: no bound
  std::size_t credit_ = 0;
  std::uint64_t written_ = 0; // bytes, of all that was sent
  std::vector<caf::typed_response_promise<actors::written>> reports_;
  struct sent_message {
    std::uint64_t end; // in bytes written
    actors::returned_stanza message;
  };
  base::queue<sent_message> unsent_; // messages since all was written
  std::uint64_t received_ = 0;       // bytes, for idleness
  std::uint64_t sent_stanzas_ = 0;
  std::uint64_t taken_stanzas_ = 0;
  std::uint64_t seen_at_check_ = 0; // `received_` then
  /// The same of the timer that waits for quiet, while there is one.
  std::optional<std::uint64_t> seen_while_busy_;
  bool is_settled_ = false; // the haste of the login is over
  std::string ping_id_;
  std::uint64_t generation_ = 0; // of timers
  double allowance_ = 0;         // bytes, of the rate limit
  std::chrono::steady_clock::time_point allowance_at_;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::session>
      counted_;
};

} // namespace troupe::session
