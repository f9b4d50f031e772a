// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/rehearse.hpp"

#include <nlohmann/json.hpp>

#include "actors/rehearsal/stanza_reading.hpp"
#include "actors/session/message_trace.hpp"

namespace troupe::rehearsal {

namespace {

using admin::failure;
using admin::failure_code;
using nlohmann::json;

constexpr std::string_view commands_ns = "http://jabber.org/protocol/commands";

/// As it is after ingress: from the sender, with the trace that it would have.
admin::outcome<xml::stanza> come_in(xml::element tag, const xml::jid& full) {
  tag.unset("from");
  auto read = xml::stanza::read(std::move(tag));
  if (!read)
    return failure{failure_code::usage,
                   "its \"to\" is no JID: the server would answer with "
                       + std::string{xml::name_of(read.error().what)}};
  auto x = std::move(*read).with_from(full);
  const auto known = session::trace_by_origin(x, full.bare());
  return std::move(x).with_trace(known ? *known : base::trace::next_id());
}

/// What of the live server could not be asked for, so that the way is not true.
failure unknown(const live_server& live) {
  return {failure_code::busy, live.fault() + "; try again later"};
}

json answer_of(const observe::trace_record& way, std::vector<std::string> notes,
               const xml::stanza& x) {
  if (x.child("command", commands_ns) != nullptr)
    notes.emplace_back("commands of administrators are not carried out in a "
                       "rehearsal");
  return {{"trace", observe::to_json(way)}, {"notes", std::move(notes)}};
}

} // namespace

admin::outcome<json> rehearse(const admin::rehearsal_wish& wish,
                              const setting& s, live_server& live) {
  const base::trace::scope apart{base::trace::position{}};
  auto tag = read_stanza(wish.stanza, s.config->limits);
  if (!tag)
    return tag.error();
  auto who = cast_sender(wish.as, *tag, live);
  if (!live.fault().empty())
    return unknown(live);
  if (!who)
    return who.error();
  const auto x = come_in(std::move(*tag), who->full);
  if (!x)
    return x.error();
  recording seen; // goes after the stage
  stage place{s, live, *who};
  if (!place.open())
    return live.fault().empty()
               ? failure{failure_code::failed, "the account cannot be loaded"}
               : unknown(live);
  place.send(*x);
  const bool is_whole = place.play(seen);
  // What was cut off is true as far as it goes; what was not answered is not.
  if (!live.fault().empty())
    return unknown(live);
  if (!is_whole)
    who->notes.emplace_back("it was cut off, as it took too long: the rest of "
                            "its way is not shown");
  return admin::success(
      answer_of(seen.way_of(x->trace(), wish.payload), who->notes, *x));
}

} // namespace troupe::rehearsal
