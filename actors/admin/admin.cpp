// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/admin.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include "actors/admin/catalogue.hpp"
#include "actors/admin/control_lines.hpp"
#include "actors/admin/gathering.hpp"
#include "actors/base/environment.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

/// Whether it names a file of the machine, which is for those who are on it.
bool names_a_file(const command& known, const given_arguments& given) {
  return std::ranges::any_of(known.arguments, [&](const argument& each) {
    return each.path && given.contains(each.name);
  });
}

/// Has `f` run on the actor, from any thread.
void run_on(const actors::admin_actor& actor, std::function<void()> f) {
  caf::anon_send(
      actor, actors::step_done{
                 std::make_shared<const std::function<void()>>(std::move(f))});
}

bool goes_on(const std::string& name) {
  const auto* known = find_command(name);
  return known != nullptr && known->follow != nullptr;
}

} // namespace

caf::result<actors::command_done>
admin_state::on_run_command(const actors::run_command& request) {
  auto promise = self->make_response_promise<actors::command_done>();
  auto deliver = [promise](std::string answer) mutable {
    promise.deliver(actors::command_done{std::move(answer)});
  };
  if (request.gathers && goes_on(request.name))
    gather(request, std::move(deliver));
  else
    carry_out(request, std::move(deliver));
  return promise;
}

actors::following
admin_state::on_follow_command(const actors::follow_command& request) {
  return {std::make_shared<const ending>(follow(request))};
}

void admin_state::on_control_line(const actors::control_line& request) {
  auto parsed = parse(request);
  if (!parsed) {
    ++failures;
    return request.client->answer(to_line(to_json(parsed.error())));
  }
  if (!goes_on(parsed->name))
    return carry_out(*parsed, [client = request.client](std::string line) {
      client->answer(line);
    });
  request.client->when_gone(
      follow({parsed->who, parsed->from, parsed->name, parsed->arguments,
              std::make_shared<const audience>(audience_at(request.client))}));
}

void admin_state::carry_out(const actors::run_command& request,
                            std::function<void(std::string)> answer) {
  ++commands;
  auto finish
      = [this, answer,
         use = command_use{request.who, request.from, request.name,
                           request.arguments}](const outcome<json>& came) {
          failures += came ? 0 : 1;
          note(use, outcome_name(came));
          answer(to_line(to_json(came)));
        };
  const auto* known = find_command(request.name);
  if (known != nullptr && known->runs == place::local)
    return finish(failure{failure_code::usage,
                          request.name + " is a matter of the local machine"});
  if (known != nullptr && request.from != actors::from_control_socket
      && names_a_file(*known, request.arguments))
    return finish(failure{failure_code::usage,
                          "files can be named on the server's machine only"});
  execute(*server, request.name, request.arguments, std::move(finish));
}

void admin_state::gather(const actors::run_command& request,
                         std::function<void(std::string)> answer) {
  const actors::admin_actor here{self};
  auto all = std::make_shared<gathering>(find_command(request.name)->gathered,
                                         std::move(answer));
  // Held by its time-out only: it holds what ends its audience.
  auto to = std::make_shared<const audience>(
      audience{[here, at = std::weak_ptr{all}](json event) {
                 if (auto all = at.lock(); all && all->has_room())
                   run_on(here, [all, event = std::move(event)]() mutable {
                     all->take(std::move(event));
                   });
               },
               [here, at = std::weak_ptr{all}](const outcome<json>& came) {
                 if (auto all = at.lock())
                   run_on(here, [all, came] { all->finish(came); });
               }});
  all->end_by(follow({request.who, request.from, request.name,
                      request.arguments, std::move(to)}));
  self->delayed_send(
      here, gathering::longest,
      actors::step_done{std::make_shared<const std::function<void()>>(
          [all] { all->stop(); })});
}

ending admin_state::follow(const actors::follow_command& request) {
  ++commands;
  follower one{{request.who, request.from, request.name, request.arguments},
               std::make_shared<listener>(*request.to),
               {},
               caf::actor_cast<caf::actor_addr>(self->current_sender())};
  if (!going_on.is_full())
    return begin(std::move(one), request);
  ++failures;
  note(one.use, name_of(failure_code::busy));
  request.to->ended(failure{failure_code::busy,
                            std::to_string(followers::most)
                                + " commands are being followed already; end "
                                  "one, or try again later"});
  return [] {};
}

ending admin_state::begin(follower one, const actors::follow_command& request) {
  if (one.asker)
    self->monitor(caf::actor_cast<caf::actor>(one.asker));
  note(one.use, "begun");
  auto to = one.to;
  const auto id = going_on.add(std::move(one));
  const actors::admin_actor here{self};
  auto end
      = admin::follow(*server, request.name, request.arguments,
                      {[to](json event) { to->hear(std::move(event)); },
                       [this, here, id, to](const outcome<json>& came) {
                         run_on(here, [this, id, came] { on_ended(id, came); });
                         to->hear_end(came);
                       }});
  going_on.find(id)->end = end;
  return [this, here, id, to, end] {
    to->leave();
    end();
    run_on(here, [this, id] { on_left(id); });
  };
}

void admin_state::on_ended(std::uint64_t id, const outcome<json>& came) {
  auto one = going_on.take(id);
  if (!one)
    return;
  failures += came ? 0 : 1;
  note(one->use, outcome_name(came));
  if (one->asker)
    self->demonitor(one->asker);
}

void admin_state::on_left(std::uint64_t id) {
  auto one = going_on.take(id);
  if (!one)
    return;
  one->to->leave();
  one->end();
  note(one->use, "left");
  if (one->asker)
    self->demonitor(one->asker);
}

void admin_state::on_down(const caf::actor_addr& asker) {
  while (auto id = going_on.of(asker))
    on_left(*id);
}

/// Secrets, and what people say, are left out; texts of others are JSON, so
/// that a line stays one.
void admin_state::note(const command_use& use, std::string_view outcome) {
  spdlog::info("admin.command who={} from={} command={} arguments={} "
               "outcome={}",
               use.who, to_line(use.from), to_line(use.command),
               to_line(shown_arguments(use)), outcome);
  if (audit && is_kept(use))
    audit->add(audit_entry(use, outcome, base::now()));
}

void admin_state::on_step_done(const actors::step_done& step) {
  (*step.then)();
}

void admin_state::on_configuration_changed(
    const actors::configuration_changed& news) {
  server->use(news.config);
  if (audit) // so that it can be rotated
    audit->reopen();
}

actors::description admin_state::on_describe(const actors::describe&) {
  actors::description d{name, {}, {}};
  d.add("commands", std::to_string(commands));
  d.add("failures", std::to_string(failures));
  d.add("followed", std::to_string(going_on.size()));
  return d;
}

actors::admin_actor::behavior_type admin(admin_state::self_pointer self,
                                         server_setup setup) {
  auto& state = self->state;
  state.audit = setup.audit;
  state.server = std::make_unique<running_server>(self, std::move(setup));
  self->set_down_handler(
      [&state](const caf::down_msg& m) { state.on_down(m.source); });
  return {
      base::bound(state, &admin_state::on_run_command),
      base::bound(state, &admin_state::on_follow_command),
      base::bound(state, &admin_state::on_control_line),
      base::bound(state, &admin_state::on_step_done),
      base::bound(state, &admin_state::on_configuration_changed),
      base::bound(state, &admin_state::on_describe),
  };
}

} // namespace troupe::admin
