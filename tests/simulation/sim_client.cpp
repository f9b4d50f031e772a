// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sim_client.hpp"

#include <utility>

#include "actors/auth/base64.hpp"

namespace troupe::simulation {

namespace {

constexpr std::string_view management = "urn:xmpp:sm:3";
constexpr std::string_view header
    = "<stream:stream xmlns='jabber:client' to='localhost' version='1.0' "
      "xmlns:stream='http://etherx.jabber.org/streams'>";

std::uint32_t count_in(const xml::element& tag) {
  return static_cast<std::uint32_t>(
      std::stoul(std::string{tag.attr_or_empty("h")}));
}

} // namespace

sim_client::sim_client(std::string account, std::string resource)
    : account_(std::move(account)), resource_(std::move(resource)) {
}

void sim_client::write(std::string_view text) {
  if (peer_)
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

void sim_client::begin_session() {
  token_.clear();
  handled_ = acknowledged_ = 0;
  sent_ = 0;
  ours_ = 1;
  write("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        "<resource>"
        + resource_
        + "</resource></bind></iq>"
          "<enable xmlns='urn:xmpp:sm:3' resume='true'/><presence/>");
}

void sim_client::cut() {
  if (auto peer = std::exchange(peer_, nullptr))
    peer->end();
  state_ = phase::offline;
}

void sim_client::leave() {
  write("<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(handled_)
        + "'/></stream:stream>");
  token_.clear();
  cut();
}

void sim_client::say(const std::string& to) {
  outgoing_.push_back({to, name() + '#' + std::to_string(next_++)});
  if (state_ == phase::ready)
    send(outgoing_.back());
}

void sim_client::send(const message& m) {
  ++sent_;
  write("<message type='chat' to='" + m.to + "' id='" + m.body + "'><body>"
        + m.body + "</body><origin-id xmlns='urn:xmpp:sid:0' id='" + m.body
        + "'/></message>");
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
    ++failed_;
    begin_session();
  } else if (tag.name() == "enabled" || tag.name() == "resumed") {
    state_ = phase::ready;
    if (tag.name() == "enabled") {
      token_ = tag.attr_or_empty("id");
      handled_ = 0;
    } else {
      ++resumed_;
      take_acknowledgement(count_in(tag));
      // Presence that did not arrive goes once more, as each stanza does.
      if (ours_ > 0)
        write("<presence/>");
    }
    sent_ = 0;
    for (const auto& m : outgoing_)
      send(m);
  }
}

void sim_client::take_acknowledgement(std::uint32_t count) {
  for (; acknowledged_ != count; ++acknowledged_) {
    if (ours_ > 0) {
      --ours_;
      continue;
    }
    if (outgoing_.empty()) {
      fault_ = "more was acknowledged than was sent";
      return;
    }
    auto& m = outgoing_.front();
    confirmed_[m.to].push_back(m.body);
    outgoing_.pop_front();
  }
}

void sim_client::take_message(const xml::element& tag) {
  const auto* body = tag.child("body", "jabber:client");
  const auto* id = tag.child("stanza-id", "urn:xmpp:sid:0");
  if (body == nullptr || id == nullptr) {
    fault_ = "a message without body or stanza-id";
    return;
  }
  const auto text = body->text();
  const std::string stanza_id{id->attr_or_empty("id")};
  auto [at, is_new] = ids_.try_emplace(text, stanza_id);
  // What was kept for a while says when it was sent, and may come later.
  const auto is_late = tag.child("delay", "urn:xmpp:delay") != nullptr;
  if (is_new) {
    received_.push_back(text);
    late_.insert(is_late ? text : std::string{});
  } else if (at->second == stanza_id)
    ++repeated_;
  else
    doubled_.push_back(text);
}

} // namespace troupe::simulation
