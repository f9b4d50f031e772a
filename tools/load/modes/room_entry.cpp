// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/room_entry.hpp"

#include <algorithm>
#include <map>

#include "xml/writer.hpp"

namespace troupe::load {

using boost::asio::awaitable;

namespace {

constexpr std::string_view user_ns = "http://jabber.org/protocol/muc#user";
constexpr std::string_view making_id = "instant-room";
/// Who comes in is shown to all who are in: that is work enough.
constexpr std::size_t at_once = 16;

/// Whether the room was made just now (§10.1.1).
bool is_new(const xml::element& presence) {
  const auto* x = presence.child("x", user_ns);
  if (x == nullptr)
    return false;
  return std::ranges::any_of(x->children(), [](const xml::element* each) {
    return each->name() == "status" && each->attr_or_empty("code") == "201";
  });
}

/// Without settings an empty one: the room is taken as it is.
std::string form_of(const std::vector<std::string>& settings) {
  std::map<std::string, std::string> values; // as elements
  for (const auto& each : settings) {
    const auto split = each.find('=');
    auto& to = values[each.substr(0, split)];
    to += "<value>";
    xml::write_escaped(to, std::string_view{each}.substr(split + 1));
    to += "</value>";
  }
  if (!values.empty())
    values["FORM_TYPE"]
        = "<value>http://jabber.org/protocol/muc#roomconfig</value>";
  std::string form = "<x xmlns='jabber:x:data' type='submit'>";
  for (const auto& [var, inner] : values) {
    form += "<field var='";
    xml::write_escaped(form, var);
    form += "'>" + inner + "</field>";
  }
  return form + "</x>";
}

} // namespace

room_entry::room_entry(world& in, crowd& of, std::vector<full_room> rooms,
                       const std::vector<std::string>& settings)
    : world_(in),
      crowd_(of),
      rooms_(std::move(rooms)),
      form_(form_of(settings)),
      guests_(of.size()) {
  for (std::size_t r = 0; r < rooms_.size(); ++r)
    for (std::size_t i = 0; i < rooms_[r].count; ++i) {
      auto& each = guests_[rooms_[r].first + i];
      each.room = r;
      each.address = rooms_[r].address + "/n" + std::to_string(i);
    }
}

awaitable<outcome<void>> room_entry::make_rooms() {
  for (const auto& each : rooms_)
    queue_.push_back(each.first);
  co_return co_await wait();
}

/// Room by room in turn, as people do.
awaitable<outcome<void>> room_entry::fill_rooms() {
  std::size_t most = 0;
  for (const auto& each : rooms_)
    most = std::max(most, each.count);
  for (auto i = most; i-- > 1;)
    for (const auto& each : rooms_)
      if (i < each.count)
        queue_.push_back(each.first + i);
  is_filling_ = true;
  co_return co_await wait();
}

awaitable<outcome<void>> room_entry::wait() {
  enter_more();
  auto seen = entered_;
  const auto goes_on = [this, &seen] {
    return entered_ != seen || underway_ == 0 || !failure_.empty()
           || crowd_.failed() > 0;
  };
  while (underway_ > 0 && failure_.empty() && crowd_.failed() == 0) {
    seen = entered_;
    if (!co_await world_.until(goes_on, patience))
      co_return problem{"nobody could enter a room within a minute; does the"
                        " server have the service? --service names it"};
  }
  if (!failure_.empty())
    co_return problem{failure_};
  if (crowd_.failed() > 0)
    co_return problem{crowd_.failure()};
  co_return outcome<void>{};
}

void room_entry::enter_more() {
  while (!queue_.empty() && underway_ < at_once) {
    const auto index = queue_.back();
    queue_.pop_back();
    enter(index);
  }
}

void room_entry::enter(std::size_t index) {
  auto& of = guests_[index];
  of.at = phase::asking;
  of.asked_at = clock::now();
  ++underway_;
  crowd_[index].send_stanza("<presence to='" + of.address
                            + "'><x xmlns='http://jabber.org/protocol/muc'/>"
                              "</presence>");
}

void room_entry::take(session& who, std::size_t index,
                      const xml::element& stanza) {
  auto& of = guests_[index];
  if (stanza.name() == "presence")
    return on_presence(who, of, stanza);
  if (of.at != phase::making || stanza.name() != "iq"
      || stanza.attr_or_empty("id") != making_id)
    return;
  if (stanza.attr_or_empty("type") == "error")
    return fail(of, stanza);
  become_inside(of);
}

void room_entry::on_presence(session& who, guest& of,
                             const xml::element& presence) {
  ++presences_;
  const auto type = presence.attr_or_empty("type");
  if (of.at == phase::asking && type == "error")
    return fail(of, presence);
  if (presence.attr_or_empty("from") != of.address)
    return;
  if (of.at == phase::inside && type == "unavailable") {
    ++expelled_;
    of.at = phase::outside;
  }
  if (of.at != phase::asking || !type.empty())
    return;
  if (!is_new(presence))
    return become_inside(of);
  of.at = phase::making;
  who.send_stanza("<iq type='set' id='" + std::string{making_id} + "' to='"
                  + rooms_[of.room].address
                  + "'><query xmlns='http://jabber.org/protocol/muc#owner'>"
                  + form_ + "</query></iq>");
}

void room_entry::become_inside(guest& of) {
  if (is_filling_)
    times_.add(clock::now() - of.asked_at);
  of.at = phase::inside;
  ++entered_;
  --underway_;
  enter_more();
  world_.ring();
}

void room_entry::fail(const guest& of, const xml::element& error) {
  if (failure_.empty())
    failure_ = of.address + " could not be entered: " + xml::to_string(error);
  world_.ring();
}

} // namespace troupe::load
