// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "xml/namespaces.hpp"
#include "xml/pooled.hpp"
#include "xml/stanza.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

class stanza_body : public pooled<stanza_body> {
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

  /// Appends it. Most stanzas go to one stream: the text is kept only once it
  /// is wanted a second time.
  void append_to(std::string& out) const {
    auto now = unwritten;
    if (progress_.compare_exchange_strong(now, wanted_once))
      write(out, nodes_, ns::client);
    else
      out += text();
  }

private:
  friend void intrusive_ptr_add_ref(const stanza_body* x) noexcept;
  friend void intrusive_ptr_release(const stanza_body* x) noexcept;

  // Not std::call_once: that is a system call for each body.
  enum progress : std::uint32_t { unwritten, wanted_once, writing, written };

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

struct stanza::header : pooled<stanza::header> {
  stanza_kind kind = stanza_kind::message;
  bool is_followed = false;
  std::uint32_t arrived = 0;
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
        is_followed(x.is_followed),
        arrived(x.arrived),
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

} // namespace troupe::xml
