// SPDX-License-Identifier: Apache-2.0
#include "actors/user/last_activity.hpp"

#include <charconv>

#include "actors/part/timestamp.hpp"
#include "actors/user/visibility.hpp"
#include "xml/namespaces.hpp"

namespace troupe::user {

using part::direction;
using part::stage;
using part::verdict;
using xml::condition;
using xml::stanza_kind;

namespace {

constexpr std::string_view document = "last-activity";

/// A status that everybody may ask for is kept short.
constexpr std::size_t status_bytes = 1024;

std::string status_in(const xml::stanza& presence) {
  const auto* tag = presence.child("status", xml::ns::client);
  auto text = tag ? tag->text() : std::string{};
  return text.size() <= status_bytes ? text : std::string{};
}

xml::element idle_for(std::uint64_t seconds) {
  return xml::element{"query", ns::last_activity}.with("seconds",
                                                       std::to_string(seconds));
}

} // namespace

part::card last_activity::about() {
  return {.name = "last_activity",
          .title = "Last Activity",
          .xep = "0012",
          .version = "2.0",
          .server_features = {std::string{ns::last_activity}},
          .account_features = {std::string{ns::last_activity}}};
}

void last_activity::declare(part::user_declaration<last_activity>& d) {
  d.iq<&last_activity::answer>(xml::iq_type::get, "query", ns::last_activity,
                               part::who::anyone);
  d.join<&last_activity::guard>(direction::incoming, stanza_kind::iq,
                                stage::check);
  d.join<&last_activity::watch>(direction::outgoing, stanza_kind::presence,
                                stage::check);
}

std::optional<last_activity::record>
last_activity::read(std::string_view blob) {
  auto line = blob.substr(0, blob.find('\n'));
  record result{};
  auto [end, failed]
      = std::from_chars(line.data(), line.data() + line.size(), result.seconds);
  if (failed != std::errc{} || line.size() == blob.size())
    return {};
  result.status = blob.substr(line.size() + 1);
  return result;
}

void last_activity::start() {
  context_.run(
      {persistence::get_document{context_.self().str(), std::string{document}}},
      [this](auto r) {
        if (r)
          last_ = read(
              std::get<std::optional<std::string>>(r->at(0)).value_or(""));
      });
}

void last_activity::session_closed(part::session_record&) {
  auto is_last = context_.sessions().all().size() == 1;
  if (!is_last || removed_)
    return;
  auto now = std::chrono::duration_cast<std::chrono::seconds>(
                 context_.now().time_since_epoch())
                 .count();
  last_ = record{now, std::exchange(status_, {})};
  context_.run(
      {persistence::put_document{context_.self().str(), std::string{document},
                                 std::to_string(now) + "\n" + last_->status}},
      [](auto) {}); // lost at worst: nobody waits for it
}

// XEP-0012 §3.
verdict last_activity::watch(part::passage& p) {
  const auto& x = p.stanza;
  if (!x.to().empty())
    return verdict::proceed;
  if (x.as_presence() == xml::presence_type::unavailable)
    status_ = status_in(x);
  else if (x.as_presence() == xml::presence_type::available)
    status_.clear();
  return verdict::proceed;
}

void last_activity::answer(const part::iq_request& request) {
  if (!may_see_presence(context_, request.iq.from())) // §3
    return context_.reject(request.iq, condition::forbidden);
  if (!context_.sessions().all().empty())
    return context_.reply(request.iq, idle_for(0));
  if (!last_) // nobody has ever logged in
    return context_.reject(request.iq, condition::item_not_found);
  auto then = part::context::time_point{std::chrono::seconds{last_->seconds}};
  auto passed = part::seconds_between(then, context_.now());
  context_.reply(request.iq, idle_for(passed).with_text(last_->status));
}

// §4: a resource is not asked by those who may not know that it is there.
verdict last_activity::guard(part::passage& p) {
  const auto& x = p.stanza;
  auto asks = !x.to().is_bare() && x.as_iq() == xml::iq_type::get
              && x.child("query", ns::last_activity);
  if (!asks || may_see_presence(context_, x.from()))
    return verdict::proceed;
  context_.reject(x, context_.account_exists()
                         ? condition::forbidden
                         : condition::service_unavailable);
  return verdict::done;
}

} // namespace troupe::user
