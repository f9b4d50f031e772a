// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "actors/part/dispatch.hpp"
#include "persistence/open.hpp"

namespace troupe::support {

/// A JID that the test knows to be right.
xml::jid jid(std::string_view text);
/// A stanza with its addresses; an empty one is left out.
xml::stanza stanza(xml::stanza_kind kind, std::string_view type,
                   std::string_view from, std::string_view to);

/// Records what parts ask of it; `answer_with` is what they get, at once.
class fake_account_service : public part::account_service {
public:
  struct call {
    std::string what; ///< "create", "set_password" or "remove"
    xml::jid account;
    std::string password;
  };

  void create(const xml::jid& account, std::string password,
              done then) override;
  void set_password(const xml::jid& account, std::string password,
                    done then) override;
  void remove(const xml::jid& account, done then) override;

  std::vector<call> calls;
  std::optional<xml::stanza_error> answer_with;
};

/// An account without actors: parts run in it, and the test sees all they do.
///   fake_user_context ctx;               // alice@example.org
///   ctx.use<roster, presence>();
///   auto& phone = ctx.add_session("phone");
///   auto answer = ctx.iq(phone.full.str(), xml::iq_type::get, query);
class fake_user_context : public part::user_context {
public:
  struct sent_stanza {
    std::uint64_t session;
    xml::stanza stanza;
  };
  struct noted {
    xml::stanza stanza;
    part::decision decision;
  };

  explicit fake_user_context(std::string_view self = "alice@example.org");
  /// The same account started anew on what `before` has stored.
  explicit fake_user_context(fake_user_context& before);
  ~fake_user_context();

  /// Makes the parts `P...`, in this order, and starts them.
  template <class... P>
  void use() {
    (routes_.template add<P>(), ...);
    start_parts();
  }
  template <class P>
  P& part() {
    return sibling<P>();
  }

  // What the world does.
  part::session_record& add_session(std::string_view resource);
  /// The session has gone without a word.
  void close_session(std::string_view resource);
  void remove_account(); ///< account_removed of all parts
  part::session_record& session(std::string_view resource);
  /// A stanza of an own session; `from` is stamped.
  void outgoing(std::string_view resource, xml::stanza x);
  void incoming(xml::stanza x); ///< a stanza from elsewhere
  void returned(xml::stanza x); ///< one that a stream ended without
  /// An IQ for this account, by its session where `from` is the full JID of
  /// one, else from elsewhere to the bare JID. What it was answered, if it was.
  std::optional<xml::stanza> iq(std::string_view from, xml::iq_type type,
                                xml::element payload);
  std::optional<xml::stanza> iq(const xml::stanza& request);
  /// Lets time pass; what is due runs in its order.
  void advance(std::chrono::milliseconds duration);

  // The store.
  void hold_storage() { hold_ = true; }
  /// Completes all that is held, and what follows from it; then holds on.
  void complete_storage();
  std::size_t waiting() const { return held_.size(); }
  /// The next `count` transactions that write fail and leave no trace.
  void fail_stores(persistence::store_errc code, std::size_t count = 1);
  /// Reads of the next `count` transactions fail too.
  void fail_loads(persistence::store_errc code, std::size_t count = 1);
  persistence::store& store() { return *store_; }

  // What was recorded.
  std::vector<xml::stanza> routed;
  std::vector<sent_stanza> sent;
  std::vector<noted> notes;
  std::size_t transactions = 0;
  fake_account_service account_service;
  config::server_config config;
  bool exists = true;
  time_point clock;

  /// The routed stanza with that id, the last one.
  std::optional<xml::stanza> answer_to(std::string_view id) const;
  std::vector<xml::stanza> sent_to(std::string_view resource);
  std::vector<xml::stanza> routed_to(std::string_view to) const;
  /// Forgets what was routed, sent and noted.
  void forget();

  // part::user_context
  const xml::jid& self() const override { return self_; }
  time_point now() const override { return clock; }
  const config::server_config& configuration() const override { return config; }
  void route(xml::stanza x) override { routed.push_back(std::move(x)); }
  void run(persistence::transaction ops, completion then) override;
  void later(std::chrono::milliseconds delay,
             std::function<void()> then) override;
  void note(const xml::stanza& x, part::decision d) override;
  part::account_service& accounts() override { return account_service; }
  part::session_table& sessions() override { return sessions_; }
  void send(const part::session_record& to, xml::stanza x) override;
  /// Written at once.
  void hand_over(const part::session_record& to,
                 std::vector<xml::stanza> stanzas,
                 std::function<void(bool written)> then) override;
  void append_surely(std::string_view log, persistence::log_entry entry,
                     std::function<void(appended)> then) override;
  void remove_surely(std::string_view log, const std::vector<std::string>& ids,
                     std::function<void()> then) override;
  bool account_exists() const override { return exists; }

private:
  struct transaction_held {
    persistence::transaction ops;
    completion then;
  };

  part::user_part& sibling_of(const std::type_info& type) override;
  void start_parts();
  void complete(const transaction_held& held);
  std::optional<persistence::store_error>
  scripted_failure(const persistence::transaction& ops);

  xml::jid self_;
  std::shared_ptr<persistence::store> store_;
  part::session_table sessions_;
  std::multimap<time_point, std::function<void()>> timers_;
  std::deque<transaction_held> held_;
  bool hold_ = false;
  persistence::store_errc failure_{};
  std::size_t failing_stores_ = 0;
  std::size_t failing_loads_ = 0;
  std::uint64_t last_session_ = 0;
  std::uint64_t last_id_ = 0;
  part::user_catalogue routes_;
  part::user_parts parts_;
};

} // namespace troupe::support
