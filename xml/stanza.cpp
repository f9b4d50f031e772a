// SPDX-License-Identifier: Apache-2.0
#include "xml/stanza.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <ostream>
#include <utility>

#include "xml/namespaces.hpp"
#include "xml/spare_attributes.hpp"
#include "xml/stanza_parts.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

using boost::system::result;

namespace {

const jid nobody;

} // namespace

void intrusive_ptr_add_ref(const stanza_body* x) noexcept {
  x->references_.fetch_add(1, std::memory_order_relaxed);
}

void intrusive_ptr_release(const stanza_body* x) noexcept {
  if (x->references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
    delete x;
}

void intrusive_ptr_add_ref(const stanza::header* x) noexcept {
  x->references.fetch_add(1, std::memory_order_relaxed);
}

void intrusive_ptr_release(const stanza::header* x) noexcept {
  if (x->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    delete x;
}

stanza::stanza(stanza_kind kind, std::string_view type, std::string_view id) {
  auto* start = new header{kind};
  header_.reset(start);
  start->type = type;
  start->id = id;
}

namespace {

stanza_kind kind_of(std::string_view name) {
  for (auto x : {stanza_kind::message, stanza_kind::presence, stanza_kind::iq})
    if (name_of(x) == name)
      return x;
  assert(!"a stanza's name");
  return stanza_kind::message;
}

/// The address in an attribute; no JID at all where that is absent.
result<jid, stanza_error> address_in(const element& tag,
                                     std::string_view name) {
  auto text = tag.attr(name);
  if (!text)
    return jid{};
  auto address = jid::parse(*text);
  if (!address)
    return stanza_error::make(condition::jid_malformed,
                              "bad '" + std::string{name}
                                  + "' address: " + to_string(address.error()));
  return std::move(*address);
}

} // namespace

result<stanza, stanza_error> stanza::read(element&& tag) {
  auto from = address_in(tag, "from");
  if (!from)
    return from.error();
  auto to = address_in(tag, "to");
  if (!to)
    return to.error();
  stanza read{kind_of(tag.name())};
  auto& start = read.own();
  start.from = std::move(*from);
  start.to = std::move(*to);
  auto attributes = std::move(tag).take_attributes();
  for (auto& x : attributes)
    start.take(x);
  spare_attributes::give_back(std::move(attributes));
  // NOLINTNEXTLINE(bugprone-use-after-move): only the attributes were taken
  if (!tag.empty())
    read.body_ = new stanza_body{std::move(tag).take_nodes()};
  return read;
}

result<stanza, stanza_error> stanza::read(const element& tag) {
  return read(element{tag});
}

stanza_kind stanza::kind() const {
  return header_->kind;
}

std::string_view stanza::type() const {
  return header_->type;
}

std::string_view stanza::id() const {
  return header_->id;
}

std::string_view stanza::lang() const {
  return header_->lang;
}

const jid& stanza::from() const {
  return header_ ? header_->from : nobody;
}

const jid& stanza::to() const {
  return header_ ? header_->to : nobody;
}

std::uint64_t stanza::trace() const {
  return header_->trace;
}

bool stanza::is_followed() const {
  return header_->is_followed;
}

std::uint32_t stanza::arrived() const {
  return header_->arrived;
}

std::span<const node> stanza::nodes() const {
  return body_ ? std::span<const node>{body_->nodes()}
               : std::span<const node>{};
}

const element* stanza::child(std::string_view name, std::string_view ns) const {
  for (const auto& x : nodes())
    if (!x.is_text && x.tag.is(name, ns))
      return &x.tag;
  return nullptr;
}

const element* stanza::first_child() const {
  for (const auto& x : nodes())
    if (!x.is_text)
      return &x.tag;
  return nullptr;
}

const std::string& stanza::content() const {
  static const std::string none;
  return body_ ? body_->text() : none;
}

void stanza::write(std::string& out) const {
  const auto name = name_of(kind());
  const auto& start = *header_;
  auto attribute = [&](std::string_view key, std::string_view value) {
    if (!value.empty())
      write_attribute(out, key, value);
  };
  out += '<';
  out += name;
  attribute("from", start.from.str());
  attribute("to", start.to.str());
  attribute("type", start.type);
  attribute("id", start.id);
  attribute("xml:lang", start.lang);
  write_attributes(out, start.others);
  if (!body_) {
    out += "/>";
    return;
  }
  out += '>';
  body_->append_to(out);
  out += "</";
  out += name;
  out += '>';
}

element stanza::to_element() const {
  element tag{name_of(kind()), ns::client};
  auto attribute = [&](std::string_view key, std::string_view value,
                       std::string_view ns = {}) {
    if (!value.empty())
      tag.set(key, value, ns);
  };
  attribute("from", from().str());
  attribute("to", to().str());
  attribute("type", type());
  attribute("id", id());
  attribute("lang", lang(), ns::xml);
  for (const auto& x : header_->others)
    tag.set(x.name, x.value, x.ns);
  for (const auto& x : nodes())
    x.is_text ? tag.add_text(x.text) : tag.add(x.tag);
  return tag;
}

std::string to_string(const stanza& x) {
  std::string text;
  if (x)
    x.write(text);
  return text;
}

std::ostream& operator<<(std::ostream& out, const stanza& x) {
  return out << to_string(x);
}

bool operator==(const stanza& a, const stanza& b) {
  if (!a || !b)
    return !a && !b;
  return *a.header_ == *b.header_
         && (a.body_ == b.body_ || std::ranges::equal(a.nodes(), b.nodes()));
}

} // namespace troupe::xml
