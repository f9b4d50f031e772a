// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/registry.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

namespace troupe::registry {

caf::result<actors::address_found>
registry_state::on_find_address(const actors::find_address& request) {
  auto owner = owner_of(request.address);
  if (!owner)
    return actors::address_found{};
  return self->delegate(owner, actors::hold_address{request.address});
}

actors::addressable registry_state::owner_of(const xml::jid& address) {
  if (!address.is_domain()) {
    if (auto user = user_of(address))
      return user;
    return room_of(address);
  }
  if (auto host = hosts.find(address.str()); host != hosts.end())
    return host->second;
  auto service = services.find(address.str());
  return service != services.end() ? actors::addressable{service->second.actor}
                                   : actors::addressable{};
}

/// Of the host, whom its services trust; nobody else may speak from there.
caf::result<actors::address_answered>
registry_state::on_ask_address(const actors::ask_address& request) {
  const auto& to = request.request.to();
  auto service = services.find(std::string{to.domain()});
  if (service == services.end()
      || (!to.local().empty() && !service->second.address))
    return actors::address_answered{};
  const auto host = to.domain().substr(to.domain().find('.') + 1);
  auto console = xml::jid::make({}, host, "console-" + std::to_string(++asked));
  return self->delegate(
      to.local().empty() ? service->second.actor : room_of(to.bare()),
      actors::ask_address{request.request.with_from(*console)});
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
registry_state::on_forget_address(const actors::forget_address&) {
  remove(caf::actor_cast<caf::actor_addr>(self->current_sender()));
  return {};
}

template <class Answer, class Actors, class Question, class Add, class Then>
void registry_state::ask_each(const Actors& asked, const Question& question,
                              Add add, Then then) {
  struct gathering {
    std::size_t open = 1; // held until all are asked
    Answer all;
  };
  auto g = std::make_shared<gathering>();
  auto finish = [g, then]() mutable {
    if (--g->open == 0)
      then(g->all);
  };
  g->open += asked.size();
  for (const auto& [key, actor] : asked)
    self->request(actor, caf::infinite, question)
        .then(
            [g, add, finish](Answer& one) mutable {
              add(g->all, one);
              finish();
            },
            [finish](const caf::error&) mutable { finish(); }); // it has left
  finish();
}

template <class Answer, class Question, class Add>
caf::result<Answer> registry_state::ask_all_users(const Question& question,
                                                  Add add) {
  auto promise = self->make_response_promise<Answer>();
  ask_each<Answer>(users, question, add, [promise](Answer& all) mutable {
    promise.deliver(std::move(all));
  });
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

caf::result<actors::sessions_copied>
registry_state::on_copy_sessions(const actors::copy_sessions& request) {
  auto user = users.find(request.account.str());
  if (user == users.end() || !user->second)
    return actors::sessions_copied{};
  return self->delegate(user->second, request);
}

/// First those who say something, then those who pass it on.
caf::result<actors::at_rest>
registry_state::on_come_to_rest(const actors::come_to_rest& request) {
  auto promise = self->make_response_promise<actors::at_rest>();
  auto nothing = [](actors::at_rest&, const actors::at_rest&) {};
  ask_each<actors::at_rest>(
      users, request, nothing,
      [this, request, nothing, promise](const actors::at_rest&) {
        ask_each<actors::at_rest>(rooms, request, nothing,
                                  [promise](actors::at_rest& done) mutable {
                                    promise.deliver(done);
                                  });
      });
  return promise;
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
  auto tell = [this, &news](const auto& all) {
    for (const auto& [address, actor] : all)
      self->send(actor, news);
  };
  tell(hosts);
  tell(rooms);
  tell(users);
  for (const auto& [domain, service] : services)
    self->send(service.actor, news);
}

actors::description registry_state::on_describe(const actors::describe&) {
  actors::description d{name, {}, {}};
  d.add("hosts", std::to_string(hosts.size()));
  d.add("users", std::to_string(users.size()));
  d.add("rooms", std::to_string(rooms.size()));
  d.add("users spawned", std::to_string(spawned));
  return d;
}

void registry_state::on_down(const caf::down_msg& down) {
  // What failed is made anew; neither keeps anything in memory.
  auto is_host = [&](auto& entry) { return entry.second == down.source; };
  auto is_service
      = [&](auto& entry) { return entry.second.actor == down.source; };
  if (std::erase_if(hosts, is_host) + std::erase_if(services, is_service) > 0)
    serve_hosts();
  remove(down.source);
}

/// An account or room that leaves, or has gone.
void registry_state::remove(const caf::actor_addr& who) {
  auto gone = names.find(who);
  if (gone == names.end())
    return;
  auto take_out = [&](auto& all) {
    auto entry = all.find(gone->second);
    if (entry != all.end() && entry->second == who)
      all.erase(entry);
  };
  take_out(users);
  take_out(rooms);
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

actors::askable registry_state::room_of(const xml::jid& address) {
  auto service = services.find(std::string{address.domain()});
  if (service == services.end() || !service->second.address)
    return {};
  auto& room = rooms[address.str()];
  if (!room) {
    room = service->second.address(address, config);
    self->monitor(room);
    names[caf::actor_cast<caf::actor_addr>(room)] = address.str();
  }
  return room;
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
  serve_services();
}

void registry_state::serve_services() {
  std::set<std::string> wanted;
  for (const auto& kind :
       make.services ? make.services(*config) : std::vector<service_factory>{})
    for (const auto& host : config->hosts)
      if (auto domain = xml::jid::make({}, kind.subdomain + '.' + host.name)) {
        wanted.insert(domain->str());
        serve(*domain, kind);
      }
  std::erase_if(services, [&](auto& entry) {
    const bool is_served = wanted.contains(entry.first);
    if (!is_served)
      close_service(entry.first, entry.second);
    return !is_served;
  });
}

void registry_state::serve(const xml::jid& domain, const service_factory& by) {
  auto& service = services[domain.str()];
  service.address = by.address;
  if (service.actor)
    return;
  service.actor = by.domain(domain, config);
  self->monitor(service.actor);
}

void registry_state::close_service(const std::string& domain,
                                   const service& x) {
  for (auto& [key, room] : rooms)
    if (key.ends_with("@" + domain))
      self->send_exit(room, caf::exit_reason::user_shutdown);
  self->send_exit(x.actor, caf::exit_reason::user_shutdown);
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
  auto stop = [this, &reason](const auto& all) {
    for (const auto& [address, actor] : all)
      self->send_exit(actor, reason);
  };
  stop(users);
  stop(rooms);
  for (const auto& [domain, service] : services)
    self->send_exit(service.actor, reason);
  stop(hosts);
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
      base::bound(state, &registry_state::on_ask_address),
      base::bound(state, &registry_state::on_come_to_rest),
      base::bound(state, &registry_state::on_locate_message),
      base::bound(state, &registry_state::on_list_sessions),
      base::bound(state, &registry_state::on_copy_sessions),
      base::bound(state, &registry_state::on_configuration_changed),
      base::bound(state, &registry_state::on_describe),
  };
}

} // namespace troupe::registry
