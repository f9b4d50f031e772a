// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "xml/stanza_parts.hpp"

namespace troupe::xml {

stanza::header& stanza::own() {
  // Nobody else can start to share what this object alone refers to.
  if (header_->references.load(std::memory_order_acquire) != 1)
    header_.reset(new header{*header_});
  return const_cast<header&>(*header_);
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

stanza stanza::with_trace_of(const stanza& origin) const& {
  return stanza{*this}.with_trace_of(origin);
}

stanza stanza::with_trace_of(const stanza& origin) && {
  auto& start = own();
  start.trace = origin.trace();
  start.is_followed = origin.is_followed();
  start.arrived = origin.arrived();
  return std::move(*this);
}

stanza stanza::with_arrival(std::uint32_t arrived, bool is_followed) && {
  auto& start = own();
  start.arrived = arrived;
  start.is_followed = is_followed;
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

} // namespace troupe::xml
