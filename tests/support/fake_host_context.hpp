// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "tests/support/fake_context.hpp"

namespace troupe::support {

/// A host without actors: parts run in it, and the test sees all they do.
///   fake_host_context ctx;               // example.org
///   ctx.use<disco, ping>();
///   auto answer = ctx.iq("bob@example.org/x", xml::iq_type::get, query);
class fake_host_context : public part::host_context {
public:
  explicit fake_host_context(std::string_view domain = "example.org");
  ~fake_host_context();

  /// Makes the parts `P...`, in this order, and starts them.
  template <class... P>
  void use() {
    (routes_.template add<P>(), ...);
    start_parts();
  }

  /// An IQ to the domain; what it was answered, if it was.
  std::optional<xml::stanza> iq(std::string_view from, xml::iq_type type,
                                xml::element payload);
  void advance(std::chrono::milliseconds duration);

  std::vector<xml::stanza> routed;
  fake_account_service account_service;
  config::server_config config;
  config::host_section section;
  std::vector<part::admin_command> commands;
  /// What parts had carried out: "alice@example.org kick jid=bob@example.org".
  std::vector<std::string> administered;
  /// The answers to that, in order; where there is none, they wait.
  std::deque<std::string> outcomes;
  std::vector<part::card> all_cards; ///< those of `use` where empty
  time_point clock;

  // part::host_context
  const xml::jid& self() const override { return self_; }
  time_point now() const override { return clock; }
  const config::server_config& configuration() const override { return config; }
  void route(xml::stanza x) override { routed.push_back(std::move(x)); }
  void run(persistence::transaction ops, completion then) override;
  void later(std::chrono::milliseconds delay,
             std::function<void()> then) override;
  void note(const xml::stanza&, part::decision) override {}
  part::account_service& accounts() override { return account_service; }
  const config::host_section& host() const override { return section; }
  bool is_admin(const xml::jid& who) const override;
  time_point started() const override { return started_; }
  std::span<const part::card> cards() const override;
  std::span<const part::admin_command> admin_commands() const override {
    return commands;
  }
  void administer(const xml::jid& who, std::string_view command,
                  part::admin_arguments given,
                  std::function<void(const std::string&)> then) override;

private:
  void start_parts();

  xml::jid self_;
  time_point started_;
  std::unique_ptr<persistence::store> store_;
  std::multimap<time_point, std::function<void()>> timers_;
  std::uint64_t last_id_ = 0;
  part::host_catalogue routes_;
  part::host_parts parts_;
};

} // namespace troupe::support
