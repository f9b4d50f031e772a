// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/subscriber.hpp"

#include "xml/writer.hpp"

namespace troupe::load {

namespace {

constexpr std::chrono::minutes subscriber_patience{10};
constexpr std::string_view roster_id = "subscriptions";

std::string presence_of(std::string_view type, std::string_view to) {
  std::string text = "<presence";
  xml::write_attribute(text, "type", type);
  xml::write_attribute(text, "to", to);
  return text + "/>";
}

} // namespace

boost::asio::awaitable<outcome<void>> subscriber::run() {
  for (std::size_t i = 0; i < crowd_.size(); ++i)
    crowd_[i].send_stanza("<iq type='get' id='subscriptions'><query"
                          " xmlns='jabber:iq:roster'/></iq>");
  const auto is_over
      = [this] { return done_ == crowd_.size() || crowd_.failed() > 0; };
  if (!co_await world_.until(is_over, subscriber_patience))
    co_return problem{"the accounts could not subscribe to each other"};
  if (crowd_.failed() > 0)
    co_return problem{crowd_.failure()};
  co_return co_await crowd_.settle();
}

void subscriber::take(session& who, const xml::element& stanza) {
  if (stanza.name() == "iq" && stanza.attr_or_empty("id") == roster_id)
    on_roster(who, stanza);
  else if (stanza.name() == "presence")
    on_presence(who, stanza);
}

void subscriber::on_roster(session& who, const xml::element& roster) {
  auto& of = accounts_[who.number()];
  for (const auto number : contacts_(who.number()))
    of.missing.insert(world_.options.user.of(number) + '@' + world_.domain);
  if (const auto* query = roster.child("query", ns::roster))
    for (const auto* item : query->children())
      if (const auto kind = item->attr_or_empty("subscription");
          kind == "both" || kind == "to")
        of.missing.erase(std::string{item->attr_or_empty("jid")});
  ask_next(who, of);
}

void subscriber::on_presence(session& who, const xml::element& presence_in) {
  const auto type = presence_in.attr_or_empty("type");
  const auto from = presence_in.attr_or_empty("from");
  const auto bare = from.substr(0, from.find('/'));
  if (type == "subscribe")
    return who.send_stanza(presence_of("subscribed", bare));
  auto& of = accounts_[who.number()];
  if (type == "subscribed" && bare == of.asked)
    ask_next(who, of);
}

/// One at a time: with thousands of sessions that is enough.
void subscriber::ask_next(session& who, account& of) {
  if (!of.missing.empty()) {
    of.asked = of.missing.extract(of.missing.begin()).value();
    return who.send_stanza(presence_of("subscribe", of.asked));
  }
  of.asked.clear();
  if (!std::exchange(of.is_done, true) && ++done_ == crowd_.size())
    world_.ring();
}

} // namespace troupe::load
