// SPDX-License-Identifier: Apache-2.0
#include "xml/stanza.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <ostream>
#include <utility>

#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

using boost::system::result;

namespace {

const jid nobody;

} // namespace

class stanza_body {
public:
  explicit stanza_body(std::vector<node> nodes) : nodes_(std::move(nodes)) {}

  const std::vector<node>& nodes() const { return nodes_; }

  /// The content as XML within `jabber:client`; made by whoever asks first.
  const std::string& text() const {
    auto now = progress_.load(std::memory_order_acquire);
    while (now != written) {
      if (now == writing)
        progress_.wait(writing, std::memory_order_acquire);
      else if (progress_.compare_exchange_strong(now, writing))
        write_once();
      now = progress_.load(std::memory_order_acquire);
    }
    return text_;
  }

private:
  friend void intrusive_ptr_add_ref(const stanza_body* x) noexcept;
  friend void intrusive_ptr_release(const stanza_body* x) noexcept;

  // Not std::call_once: that is a system call for each body.
  enum progress : std::uint32_t { unwritten, writing, written };

  // By way of a buffer that stays, so that the text is allocated once and in
  // its right size. Want of memory is final here.
  void write_once() const noexcept {
    static constexpr std::size_t kept = 64 * 1024;
    thread_local std::string buffer;
    buffer.clear();
    write(buffer, nodes_, ns::client);
    text_ = buffer;
    if (buffer.capacity() > kept)
      buffer = {};
    progress_.store(written, std::memory_order_release);
    progress_.notify_all();
  }

  std::vector<node> nodes_;
  mutable std::atomic<progress> progress_{unwritten};
  mutable std::string text_;
  mutable std::atomic<std::uint32_t> references_{0};
};

struct stanza::header {
  stanza_kind kind = stanza_kind::message;
  std::uint64_t trace = 0;
  std::string type;
  std::string id;
  std::string lang;
  jid from;
  jid to;
  std::vector<attribute> others; // unknown ones survive
  mutable std::atomic<std::uint32_t> references{0};

  explicit header(stanza_kind x) : kind(x) {}

  header(const header& x)
      : kind(x.kind),
        trace(x.trace),
        type(x.type),
        id(x.id),
        lang(x.lang),
        from(x.from),
        to(x.to),
        others(x.others) {}

  bool operator==(const header& x) const {
    return kind == x.kind && type == x.type && id == x.id && lang == x.lang
           && from == x.from && to == x.to
           && std::ranges::is_permutation(others, x.others);
  }

  void take(attribute& x) {
    if (x.ns.empty() && x.name == "type")
      type = std::move(x.value);
    else if (x.ns.empty() && x.name == "id")
      id = std::move(x.value);
    else if (x.ns == ns::xml && x.name == "lang")
      lang = std::move(x.value);
    else if (!x.ns.empty() || (x.name != "to" && x.name != "from"))
      others.push_back(std::move(x));
  }
};

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
  for (auto& x : std::move(tag).take_attributes())
    start.take(x);
  if (!tag.empty())
    read.body_ = new stanza_body{std::move(tag).take_nodes()};
  return read;
}

result<stanza, stanza_error> stanza::read(const element& tag) {
  return read(element{tag});
}

stanza::header& stanza::own() {
  // Nobody else can start to share what this object alone refers to.
  if (header_->references.load(std::memory_order_acquire) != 1)
    header_.reset(new header{*header_});
  return const_cast<header&>(*header_);
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

std::size_t stanza::body_size() const {
  return body_ ? body_->text().size() : 0;
}

stanza stanza::with_from(jid from) const& {
  return stanza{*this}.with_from(std::move(from));
}

stanza stanza::with_from(jid from) && {
  own().from = std::move(from);
  return std::move(*this);
}

stanza stanza::with_to(jid to) const& {
  return stanza{*this}.with_to(std::move(to));
}

stanza stanza::with_to(jid to) && {
  own().to = std::move(to);
  return std::move(*this);
}

stanza stanza::with_type(std::string_view type) const& {
  return stanza{*this}.with_type(type);
}

stanza stanza::with_type(std::string_view type) && {
  own().type = type;
  return std::move(*this);
}

stanza stanza::with_id(std::string_view id) const& {
  return stanza{*this}.with_id(id);
}

stanza stanza::with_id(std::string_view id) && {
  own().id = id;
  return std::move(*this);
}

stanza stanza::with_lang(std::string_view lang) const& {
  return stanza{*this}.with_lang(lang);
}

stanza stanza::with_lang(std::string_view lang) && {
  own().lang = lang;
  return std::move(*this);
}

stanza stanza::with_trace(std::uint64_t trace) const& {
  return stanza{*this}.with_trace(trace);
}

stanza stanza::with_trace(std::uint64_t trace) && {
  own().trace = trace;
  return std::move(*this);
}

stanza stanza::with_nodes(std::vector<node> nodes) const {
  stanza changed{*this};
  changed.body_.reset(nodes.empty() ? nullptr
                                    : new stanza_body{std::move(nodes)});
  return changed;
}

stanza stanza::with(element child) const {
  std::vector<node> changed;
  changed.reserve(nodes().size() + 1);
  changed.assign(nodes().begin(), nodes().end());
  changed.emplace_back(std::move(child));
  return with_nodes(std::move(changed));
}

stanza stanza::without(std::string_view name, std::string_view ns) const {
  std::vector<node> changed;
  for (const auto& x : nodes())
    if (x.is_text || !x.tag.is(name, ns))
      changed.push_back(x);
  if (changed.size() == nodes().size())
    return *this;
  return with_nodes(std::move(changed));
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
  out += body_->text();
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
