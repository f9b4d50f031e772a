// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/registry.hpp"

#include <algorithm>
#include <memory>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

namespace troupe::registry {

caf::result<actors::address_found>
registry_state::on_find_address(const actors::find_address& request) {
  const auto& address = request.address;
  if (address.is_domain()) {
    auto host = hosts.find(address.str());
    if (host == hosts.end())
      return actors::address_found{};
    return self->delegate(host->second, actors::hold_address{address});
  }
  auto user = user_of(address);
  if (!user)
    return actors::address_found{};
  return self->delegate(user, actors::hold_address{address});
}

caf::result<actors::session_opened>
registry_state::on_open_session(const actors::open_session& request) {
  auto user = user_of(request.account);
  if (!user) {
    actors::session_opened answer;
    answer.error = xml::stanza_error::make(xml::condition::not_allowed);
    return answer;
  }
  return self->delegate(user, request);
}

caf::result<actors::session_resumed>
registry_state::on_resume_session(const actors::resume_session& request) {
  auto user = user_of(request.account);
  if (!user) {
    actors::session_resumed answer;
    answer.error = xml::condition::item_not_found;
    return answer;
  }
  return self->delegate(user, request);
}

caf::result<actors::sessions_ended>
registry_state::on_end_sessions(const actors::end_sessions& request) {
  auto user = users.find(std::string{request.address.bare_view()});
  if (user == users.end())
    return actors::sessions_ended{};
  return self->delegate(user->second, request);
}

caf::result<actors::account_changed>
registry_state::on_change_account(const actors::change_account& request) {
  auto user = user_of(request.account);
  if (!user)
    return actors::account_changed{
        xml::stanza_error::make(xml::condition::item_not_found)};
  return self->delegate(user, request);
}

actors::address_forgotten
registry_state::on_forget_address(const actors::forget_address& request) {
  auto user = users.find(request.address.str());
  auto asker = caf::actor_cast<caf::actor_addr>(self->current_sender());
  if (user != users.end() && user->second == asker) {
    names.erase(asker);
    users.erase(user);
  }
  return {};
}

template <class Answer, class Question, class Add>
caf::result<Answer> registry_state::ask_all_users(const Question& question,
                                                  Add add) {
  struct gathering {
    std::size_t open = 1; // held until all are asked
    Answer all;
  };
  auto promise = self->make_response_promise<Answer>();
  auto g = std::make_shared<gathering>();
  auto finish = [g, promise]() mutable {
    if (--g->open == 0)
      promise.deliver(std::move(g->all));
  };
  g->open += users.size();
  for (auto& [key, user] : users)
    self->request(user, caf::infinite, question)
        .then(
            [g, add, finish](Answer& one) mutable {
              add(g->all, one);
              finish();
            },
            [finish](const caf::error&) mutable { finish(); }); // it has left
  finish();
  return promise;
}

caf::result<actors::sessions_listed>
registry_state::on_list_sessions(const actors::list_sessions& request) {
  return ask_all_users<actors::sessions_listed>(
      request, [](actors::sessions_listed& all, actors::sessions_listed& some) {
        for (auto& s : some.sessions)
          all.sessions.push_back(std::move(s));
      });
}

caf::result<actors::at_rest>
registry_state::on_come_to_rest(const actors::come_to_rest& request) {
  return ask_all_users<actors::at_rest>(
      request, [](actors::at_rest&, const actors::at_rest&) {});
}

caf::result<actors::message_located>
registry_state::on_locate_message(const actors::locate_message& request) {
  return ask_all_users<actors::message_located>(
      request, [](actors::message_located& all, actors::message_located& some) {
        std::ranges::move(some.events, std::back_inserter(all.events));
      });
}

void registry_state::on_configuration_changed(
    const actors::configuration_changed& news) {
  config = news.config;
  serve_hosts();
  for (auto& [domain, host] : hosts)
    self->send(host, news);
  for (auto& [key, user] : users)
    self->send(user, news);
}

actors::description registry_state::on_describe(const actors::describe&) {
  actors::description d{name, {}, {}};
  d.add("hosts", std::to_string(hosts.size()));
  d.add("users", std::to_string(users.size()));
  d.add("users spawned", std::to_string(spawned));
  return d;
}

void registry_state::on_down(const caf::down_msg& down) {
  // A host that failed is made anew; it keeps nothing in memory.
  if (std::erase_if(hosts, [&](auto& h) { return h.second == down.source; })
      > 0)
    serve_hosts();
  auto gone = names.find(down.source);
  if (gone == names.end())
    return;
  auto user = users.find(gone->second);
  if (user != users.end() && user->second == down.source)
    users.erase(user);
  names.erase(gone);
}

actors::user_actor registry_state::user_of(const xml::jid& account) {
  if (!hosts.contains(std::string{account.domain()}))
    return {};
  auto& user = users[account.str()];
  if (!user) {
    user = make.user(account, config);
    ++spawned;
    self->monitor(user);
    names[caf::actor_cast<caf::actor_addr>(user)] = account.str();
  }
  return user;
}

void registry_state::serve_hosts() {
  for (const auto& host : config->hosts)
    if (auto& actor = hosts[host.name]; !actor) {
      actor = make.host(host, config);
      self->monitor(actor);
    }
  std::erase_if(hosts, [this](auto& entry) {
    auto is_served = std::ranges::any_of(
        config->hosts, [&](const auto& h) { return h.name == entry.first; });
    if (!is_served)
      close_host(entry.first, entry.second);
    return !is_served;
  });
}

/// A host that the configuration no longer has: its users go too.
void registry_state::close_host(const std::string& domain,
                                const actors::addressable& host) {
  xml::stream_error gone{xml::stream_condition::host_gone, {}};
  for (auto& [key, user] : users)
    if (key.ends_with("@" + domain)) {
      caf::anon_send(user, actors::end_sessions{*xml::jid::parse(key), gone});
      self->send_exit(user, caf::exit_reason::user_shutdown);
    }
  self->send_exit(host, caf::exit_reason::user_shutdown);
}

void registry_state::stop_all(const caf::error& reason) {
  for (auto& [key, user] : users)
    self->send_exit(user, reason);
  for (auto& [domain, host] : hosts)
    self->send_exit(host, reason);
}

actors::registry_actor::behavior_type
registry(registry_state::self_pointer self, factories make) {
  auto& state = self->state;
  state.make = std::move(make);
  self->set_down_handler(
      [&state](const caf::down_msg& down) { state.on_down(down); });
  self->set_exit_handler([self](const caf::exit_msg& m) {
    self->state.stop_all(m.reason);
    self->quit(m.reason);
  });
  return {
      base::bound(state, &registry_state::on_find_address),
      base::bound(state, &registry_state::on_open_session),
      base::bound(state, &registry_state::on_resume_session),
      base::bound(state, &registry_state::on_end_sessions),
      base::bound(state, &registry_state::on_change_account),
      base::bound(state, &registry_state::on_forget_address),
      base::bound(state, &registry_state::on_come_to_rest),
      base::bound(state, &registry_state::on_locate_message),
      base::bound(state, &registry_state::on_list_sessions),
      base::bound(state, &registry_state::on_configuration_changed),
      base::bound(state, &registry_state::on_describe),
  };
}

} // namespace troupe::registry
