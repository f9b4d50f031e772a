// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sim_client.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "actors/auth/base64.hpp"

namespace troupe::simulation {

namespace {

constexpr std::string_view management = "urn:xmpp:sm:3";
constexpr std::string_view carbons = "urn:xmpp:carbons:2";
constexpr std::string_view header
    = "<stream:stream xmlns='jabber:client' to='localhost' version='1.0' "
      "xmlns:stream='http://etherx.jabber.org/streams'>";

std::uint32_t count_in(const xml::element& tag) {
  return static_cast<std::uint32_t>(
      std::stoul(std::string{tag.attr_or_empty("h")}));
}

} // namespace

sim_client::sim_client(std::string account, std::string resource, bool copies)
    : account_(std::move(account)),
      resource_(std::move(resource)),
      copies_(copies) {
}

void sim_client::write(std::string_view text) {
  if (!peer_)
    return;
  spdlog::debug("{} says {}", name(), text);
  peer_->send(text);
}

void sim_client::connect(std::shared_ptr<net::memory_peer> peer) {
  peer_ = std::move(peer);
  parser_.reset();
  state_ = phase::logging_in;
  const auto user = account_.substr(0, account_.find('@'));
  const auto plain = std::string{'\0'} + user + '\0' + "secret";
  std::string text{header};
  text += "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
          + auth::encode_base64(plain) + "</auth>";
  write(text + std::string{header});
  if (token_.empty())
    begin_session();
  else
    write("<resume xmlns='urn:xmpp:sm:3' previd='" + token_ + "' h='"
          + std::to_string(handled_) + "'/>");
}

/// Messages that were not acknowledged go once more; the rest begins anew.
void sim_client::begin_session() {
  token_.clear();
  handled_ = acknowledged_ = 0;
  ++session_;
  std::erase_if(outgoing_, [](const outgoing& o) { return o.body.empty(); });
  outgoing_.push_front({{}, {}, "<presence/>"});
  if (copies_)
    outgoing_.push_front(
        {{},
         {},
         "<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>"});
  write("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<resource>"
        + resource_
        + "</resource></bind></iq><enable xmlns='urn:xmpp:sm:3' "
          "resume='true'/>");
}

/// The old connection looks alive to the server.
void sim_client::take_over(std::shared_ptr<net::memory_peer> peer) {
  if (state_ == phase::ready && !token_.empty())
    connect(std::move(peer));
}

void sim_client::cut() {
  spdlog::debug("{} is cut", name());
  if (auto peer = std::exchange(peer_, nullptr))
    peer->end();
  state_ = phase::offline;
}

void sim_client::forget() {
  cut();
  token_.clear();
}

void sim_client::leave() {
  write("<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(handled_)
        + "'/></stream:stream>");
  token_.clear();
  cut();
}

void sim_client::say(const std::string& to) {
  const auto body = name() + '#' + std::to_string(next_++);
  send({to, body,
        "<message type='chat' to='" + to + "' id='" + body + "'><body>" + body
            + "</body><origin-id xmlns='urn:xmpp:sid:0' id='" + body
            + "'/></message>"});
}

void sim_client::show(bool available) {
  if (state_ == phase::ready)
    send(
        {{}, {}, available ? "<presence/>" : "<presence type='unavailable'/>"});
}

void sim_client::send(outgoing what) {
  what.was_sent = state_ == phase::ready;
  if (what.was_sent)
    write(what.text);
  outgoing_.push_back(std::move(what));
}

bool sim_client::has_unsent() const {
  return std::ranges::any_of(outgoing_,
                             [](const outgoing& o) { return !o.body.empty(); });
}

void sim_client::ask() {
  if (state_ == phase::ready)
    write("<r xmlns='urn:xmpp:sm:3'/>");
}

bool sim_client::read() {
  if (!peer_)
    return false;
  auto text = peer_->take();
  if (text.empty()) {
    if (peer_->is_closed())
      cut();
    return false;
  }
  transcript_ += text;
  spdlog::debug("{} hears {}", name(), text);
  if (auto done = parser_.feed(text, *this); !done)
    fault_ = "what came is no stream: " + done.error().text;
  return true;
}

xml::parse_step sim_client::on_stream_open(xml::stream_header) {
  return xml::parse_step::proceed;
}

xml::parse_step sim_client::on_stream_close() {
  cut();
  return xml::parse_step::stop;
}

xml::parse_step sim_client::on_element(xml::element tag) {
  if (tag.name() == "success")
    return xml::parse_step::restart;
  // The store may fail just now: another try, later.
  if (tag.name() == "failure"
      || (tag.attr("id") == "b" && tag.attr("type") == "error")) {
    cut();
    return xml::parse_step::stop;
  }
  if (tag.ns() == management) {
    take_management(tag);
    return xml::parse_step::proceed;
  }
  if (tag.ns() != "jabber:client")
    return xml::parse_step::proceed;
  if (tag.attr("id") == "b") // bound, before anything is counted
    return xml::parse_step::proceed;
  ++handled_;
  if (tag.name() == "message" && tag.attr("type") == "error")
    refused_.insert(std::string{tag.attr_or_empty("id")});
  else if (tag.name() == "message")
    take_message(tag);
  return xml::parse_step::proceed;
}

void sim_client::take_management(const xml::element& tag) {
  if (tag.name() == "r")
    write("<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(handled_) + "'/>");
  else if (tag.name() == "a")
    take_acknowledgement(count_in(tag));
  else if (tag.name() == "failed") {
    if (token_.empty())
      return; // no resource was bound, which is told before
    ++failed_;
    begin_session();
  } else if (tag.name() == "enabled" || tag.name() == "resumed") {
    state_ = phase::ready;
    if (tag.name() == "enabled") {
      token_ = tag.attr_or_empty("id");
      handled_ = 0;
    } else {
      ++resumed_;
      known_[session_] = handled_;
      take_acknowledgement(count_in(tag));
    }
    for (auto& o : outgoing_) {
      if (std::exchange(o.was_sent, true))
        again_.insert(o.body);
      write(o.text);
    }
  }
}

void sim_client::take_acknowledgement(std::uint32_t count) {
  for (; acknowledged_ != count; ++acknowledged_) {
    if (outgoing_.empty()) {
      fault_ = "more was acknowledged than was sent";
      return;
    }
    auto& o = outgoing_.front();
    if (!o.body.empty())
      confirmed_[o.to].push_back(o.body);
    outgoing_.pop_front();
  }
}

void sim_client::take_message(const xml::element& tag) {
  if (tag.child("sent", carbons))
    return;
  if (const auto* copy = tag.child("received", carbons)) {
    const auto* forwarded = copy->child("forwarded", "urn:xmpp:forward:0");
    const auto* message
        = forwarded ? forwarded->child("message", "jabber:client") : nullptr;
    return message ? take_message(*message) : void(fault_ = "an empty copy");
  }
  const auto* body = tag.child("body", "jabber:client");
  const auto* id = tag.child("stanza-id", "urn:xmpp:sid:0");
  if (body == nullptr || id == nullptr) {
    fault_ = "a message without body or stanza-id";
    return;
  }
  const auto text = body->text();
  const receipt now{std::string{id->attr_or_empty("id")}, session_, handled_,
                    kills_};
  auto [at, is_new] = receipts_.try_emplace(text, now);
  // What was kept for a while says when it was sent, and may come later.
  const auto is_late = tag.child("delay", "urn:xmpp:delay") != nullptr;
  if (is_new) {
    received_.push_back(text);
    late_.insert(is_late ? text : std::string{});
  } else {
    take_again(text, at->second, now);
  }
}

/// Once more: only what the server cannot have known to be here, and under the
/// same id.
void sim_client::take_again(const std::string& text, const receipt& first,
                            const receipt& now) {
  ++repeated_;
  if (first.id != now.id)
    fault_ = "under two ids: " + text;
  else if (first.kills != now.kills)
    ++repeated_after_kill_;
  else if (first.session == now.session)
    fault_ = "twice in one session: " + text;
  else if (first.place <= known_[first.session])
    fault_ = "though the server knew that it is here: " + text;
}

} // namespace troupe::simulation
