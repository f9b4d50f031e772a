// SPDX-License-Identifier: Apache-2.0
#include "actors/host/ad_hoc.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "actors/base/environment.hpp"
#include "actors/host/ad_hoc_errors.hpp"
#include "actors/host/ad_hoc_results.hpp"

namespace troupe::host {

using part::admin_arguments;
using xml::condition;
using xml::stanza_error;

namespace {

constexpr std::chrono::minutes lifetime{10};
/// Of one administrator, with those that have ended.
constexpr std::size_t most_sessions = 8;

xml::element command_element(const std::string& node, const std::string& id,
                             std::string_view status) {
  return xml::element{"command", ns::commands}
      .with("node", node)
      .with("sessionid", id)
      .with("status", status);
}

const ad_hoc_command* find_node(const std::vector<ad_hoc_command>& all,
                                std::string_view node) {
  const auto found = std::ranges::find(all, node, &ad_hoc_command::node);
  return found != all.end() ? &*found : nullptr;
}

bool is_action(std::string_view text) {
  constexpr std::array all = {"execute", "cancel", "prev", "next", "complete"};
  return std::ranges::find(all, text) != all.end();
}

stanza_error bad_request(std::string_view specific, std::string_view text) {
  return command_error(condition::bad_request, specific, text);
}

} // namespace

/// A command being carried out, once for each of its arguments.
struct ad_hoc::run {
  xml::stanza iq;
  ad_hoc_command command;
  std::string session;
  std::vector<admin_arguments> left; ///< the next one last
  std::size_t times;
  nlohmann::json result;
  std::vector<ad_hoc_result> failures;
};

part::card ad_hoc::about() {
  return {.name = "ad_hoc",
          .title = "Ad-Hoc Commands",
          .xep = "0050",
          .version = "1.3.0",
          .server_features = {std::string{ns::commands}}};
}

void ad_hoc::declare(part::host_declaration<ad_hoc>& d) {
  d.iq<&ad_hoc::command>(xml::iq_type::set, "command", ns::commands,
                         part::who::anyone);
}

void ad_hoc::command(const part::iq_request& request) {
  const auto all = ad_hoc_commands(context_);
  const auto* c = find_node(all, request.payload.attr_or_empty("node"));
  if (c == nullptr)
    return refuse(request.iq, stanza_error::make(condition::item_not_found,
                                                 "there is no such command"));
  if (!ad_hoc_rights{context_, request.iq.from()}.may_use(*c))
    return refuse(request.iq, stanza_error::make(condition::forbidden));
  const auto action = request.payload.attr("action").value_or("execute");
  if (!is_action(action))
    return refuse(request.iq,
                  bad_request("malformed-action", "unknown action"));
  if (!request.payload.attr("sessionid") && action == "execute")
    return begin(request, *c);
  go_on(request, *c, action);
}

/// As in the examples of XEP-0050 the error says which command it is about; so
/// clients can tell. What was filled in is not repeated.
void ad_hoc::refuse(const xml::stanza& iq, const stanza_error& error) {
  xml::element repeated{"command", ns::commands};
  if (const auto* asked = iq.child("command", ns::commands))
    for (const auto* name : {"node", "sessionid", "action"})
      if (auto value = asked->attr(name))
        repeated.set(name, *value);
  context_.reject(iq, error, std::move(repeated));
}

void ad_hoc::begin(const part::iq_request& request, const ad_hoc_command& c) {
  auto& s = open(request.iq.from(), c.node);
  if (c.fields.empty())
    return complete(request, c, s);
  auto answer = command_element(c.node, s.id, "executing");
  answer.add(xml::element{"actions", ns::commands}
                 .with("execute", "complete")
                 .with(xml::element{"complete", ns::commands}));
  answer.add(part::to_element(form_of(c)));
  context_.reply(request.iq, std::move(answer));
}

void ad_hoc::go_on(const part::iq_request& request, const ad_hoc_command& c,
                   std::string_view action) {
  auto* s = find(request.iq.from(), c.node,
                 request.payload.attr_or_empty("sessionid"));
  if (s == nullptr)
    return refuse(request.iq,
                  bad_request("bad-sessionid", "there is no such session"));
  if (s->ended || context_.now() - s->begun > lifetime)
    return refuse(request.iq,
                  command_error(condition::not_allowed, "session-expired",
                                "this session has ended"));
  if (action == "cancel") {
    s->ended = true;
    return context_.reply(request.iq,
                          command_element(c.node, s->id, "canceled"));
  }
  if (action == "prev" || action == "next")
    return refuse(request.iq,
                  bad_request("bad-action", "there is one stage only"));
  complete(request, c, *s);
}

void ad_hoc::complete(const part::iq_request& request, const ad_hoc_command& c,
                      session& s) {
  part::data_form form;
  if (const auto* x = request.payload.child("x", part::ns::data_forms)) {
    auto read = part::read_data_form(*x);
    if (!read)
      return refuse(request.iq, bad_payload(read.error().text));
    form = std::move(*read);
  }
  auto given = read_form(c, form);
  if (!given) // and the session goes on
    return refuse(request.iq, given.error());
  const ad_hoc_rights rights{context_, request.iq.from()};
  for (auto& each : *given)
    if (const auto why = rights.why_not(each, c); !why.empty())
      return refuse(request.iq, stanza_error::make(condition::forbidden, why));
  s.ended = true;
  run_all(request.iq, c, s.id, std::move(*given));
}

void ad_hoc::run_all(const xml::stanza& iq, const ad_hoc_command& c,
                     const std::string& session,
                     std::vector<admin_arguments> given) {
  const auto times = given.size();
  std::ranges::reverse(given);
  run_next(std::make_shared<run>(
      run{iq, c, session, std::move(given), times, {}, {}}));
}

void ad_hoc::run_next(const std::shared_ptr<run>& r) {
  if (r->left.empty())
    return finish(*r);
  auto given = std::move(r->left.back());
  r->left.pop_back();
  context_.administer(r->iq.from(), r->command.runs, std::move(given),
                      [this, r](const std::string& text) {
                        auto came = read_result(text);
                        if (came.code.empty())
                          r->result = std::move(came.result);
                        else
                          r->failures.push_back(std::move(came));
                        run_next(r);
                      });
}

void ad_hoc::finish(const run& r) {
  const auto& failures = r.failures;
  // XEP-0133 §5 has errors where XEP-0050 §3.6 has notes. Where something was
  // done, the error would say that nothing was.
  if (r.command.is_defined() && failures.size() == r.times)
    return refuse(r.iq, error_of(failures.front()));
  auto answer = command_element(r.command.node, r.session, "completed");
  for (const auto& each : failures)
    answer.add(note("error", each.message));
  if (failures.size() < r.times)
    for (auto& each : payload_of(r.command, r.result, context_.self().str()))
      answer.add(std::move(each));
  context_.reply(r.iq, std::move(answer));
}

// §3.3: "valid only between one requester/responder pair"; so it is bound to
// the full JID. The oldest goes where there are too many.
ad_hoc::session& ad_hoc::open(const xml::jid& who, const std::string& node) {
  const auto is_his
      = [bare = who.bare()](const session& s) { return s.who.bare() == bare; };
  const auto is_over = [now = context_.now()](const session& s) {
    return now - s.begun > 2 * lifetime;
  };
  std::erase_if(sessions_, is_over);
  if (std::size_t(std::ranges::count_if(sessions_, is_his)) >= most_sessions)
    sessions_.erase(std::ranges::find_if(sessions_, is_his));
  sessions_.push_back(
      {fmt::format("{:016x}{:016x}", base::random_bits(), base::random_bits()),
       who, node, context_.now()});
  return sessions_.back();
}

ad_hoc::session* ad_hoc::find(const xml::jid& who, std::string_view node,
                              std::string_view id) {
  const auto found = std::ranges::find_if(sessions_, [&](const session& s) {
    return s.id == id && s.who == who && s.node == node;
  });
  return found != sessions_.end() ? &*found : nullptr;
}

} // namespace troupe::host
