// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/admin/catalogue.hpp"
#include "actors/admin/server_access.hpp"
#include "tests/support/print_result.hpp"

namespace troupe::admin::test {

/// A running server without actors: what it is asked is noted, what it answers
/// is set by the test.
class fake_server final : public server_access {
public:
  fake_server() {
    for (const auto* name : {"example.org", "xn--e1afmkfd.example"}) {
      config::host_section host;
      host.name = name;
      config.hosts.push_back(host);
    }
    config.hosts[1].name = "пример.example";
  }

  const config::server_config& configuration() const override { return config; }
  void change(const actors::change_account& request,
              reply<void> done) override {
    changes.push_back(request);
    if (error)
      return done(*error);
    done({});
  }
  void list_users(const actors::list_users& request,
                  reply<std::vector<std::string>> done) override {
    std::vector<std::string> page;
    for (const auto& each : request.only_disabled ? disabled : users)
      if (each > request.after && page.size() < request.limit
          && (request.host.empty() || each.ends_with('@' + request.host)))
        page.push_back(each);
    done(std::move(page));
  }
  void check_store(reply<std::string> done) override { done({"fine"}); }
  void read(const persistence::operation& op,
            reply<persistence::answer> done) override {
    reads.push_back(op);
    if (error)
      return done(*error);
    if (std::holds_alternative<persistence::get_entries>(op))
      return done(devices);
    if (const auto* list = std::get_if<persistence::list_owners>(&op))
      return done(owners[list->document]);
    done(stored[std::get<persistence::get_page>(op).owner]);
  }
  void find_message(std::uint64_t trace,
                    reply<std::vector<actors::message_event>> done) override {
    traces.push_back(trace);
    done(events);
  }
  void list_sessions(reply<std::vector<actors::session_facts>> done) override {
    done(sessions);
  }
  void end_sessions(const actors::end_sessions& request,
                    reply<std::uint32_t> done) override {
    ended.push_back(request);
    done(std::uint32_t(std::ranges::count_if(sessions, [&](const auto& s) {
      return s.jid.starts_with(request.address.str());
    })));
  }
  void describe(reply<std::vector<actors::description>> done) override {
    done(actors);
  }
  void ask(const xml::stanza& request,
           reply<std::vector<xml::stanza>> done) override {
    asked.push_back(request);
    if (error)
      return done(*error);
    if (answers.empty())
      return done(std::vector<xml::stanza>{});
    auto next = std::move(answers.front());
    answers.pop_front();
    done(std::move(next));
  }
  void send(const xml::stanza& message, reply<void> done) override {
    if (gone.contains(message.to().str()))
      return done(failure{failure_code::not_found, "no such address"});
    if (mute.contains(message.to().str()))
      return done(failure{failure_code::failed, "no answer"});
    sent.push_back(message);
    done({});
  }
  void configure(const configuration_wish& wish,
                 reply<actors::configuration_changes> done) override {
    wishes.push_back(wish);
    if (error)
      return done(*error);
    done(changed);
  }
  void rehearse(const rehearsal_wish& wish,
                reply<nlohmann::json> done) override {
    rehearsed.push_back(wish);
    if (error)
      return done(*error);
    done(success({{"trace", nlohmann::json::object()},
                  {"notes", nlohmann::json::array()}}));
  }
  outcome<process_facts> process() const override { return facts; }
  void read_audit(std::size_t limit,
                  reply<std::vector<nlohmann::json>> done) override {
    done(std::vector<nlohmann::json>(
        noted.end() - std::ptrdiff_t(std::min(limit, noted.size())),
        noted.end()));
  }

  /// Runs a command; its answer must be there at once.
  outcome<nlohmann::json> run(std::string_view name,
                              const given_arguments& given = {}) {
    std::optional<outcome<nlohmann::json>> answer;
    execute(*this, name, given, [&](auto came) { answer = std::move(came); });
    return std::move(answer.value());
  }

  config::server_config config;
  std::vector<std::string> users;    ///< sorted
  std::vector<std::string> disabled; ///< of them
  std::vector<nlohmann::json> noted; ///< in the audit log
  std::vector<actors::session_facts> sessions;
  std::vector<actors::description> actors;
  process_facts facts;
  std::optional<failure> error;

  std::map<std::string, persistence::log_page> stored;    ///< by owner
  persistence::map_entries devices;                       ///< of every account
  std::map<std::string, std::vector<std::string>> owners; ///< by document
  /// What comes back for each IQ that is asked, in order.
  std::deque<std::vector<xml::stanza>> answers;
  std::vector<xml::stanza> asked;
  std::vector<xml::stanza> sent;
  std::set<std::string> gone; ///< accounts to whom nothing can be sent
  std::set<std::string> mute; ///< and who do not answer
  std::vector<actors::message_event> events;
  std::vector<std::uint64_t> traces;
  std::vector<configuration_wish> wishes;
  std::vector<rehearsal_wish> rehearsed;
  /// What each of them changes.
  actors::configuration_changes changed
      = {{{"workers", "0", "2"}, true, {"the event loops"}}};
  std::vector<persistence::operation> reads;
  std::vector<actors::change_account> changes;
  std::vector<actors::end_sessions> ended;
};

} // namespace troupe::admin::test
