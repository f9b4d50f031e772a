// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/filter.hpp"

#include <algorithm>

namespace troupe::observe {

namespace {

bool covers(const xml::jid& wanted, const xml::jid& x) {
  if (wanted.is_domain())
    return wanted.domain() == x.domain();
  return wanted.resource().empty() ? wanted.bare_view() == x.bare_view()
                                   : wanted == x;
}

bool has_child_of(const xml::stanza& x, const std::string& ns) {
  return std::ranges::any_of(x.nodes(), [&ns](const xml::node& n) {
    return !n.is_text && n.tag.ns() == ns;
  });
}

} // namespace

bool matches(const filter& f, const xml::stanza& x) {
  // What is for nobody is for the sender's own account (RFC 6120 §10.3).
  const auto to = x.to().empty() ? x.from().bare() : x.to();
  return (!f.kind || *f.kind == x.kind()) && (f.id.empty() || f.id == x.id())
         && (!f.from || covers(*f.from, x.from()))
         && (!f.to || covers(*f.to, to))
         && (!f.jid || covers(*f.jid, x.from()) || covers(*f.jid, to))
         && (f.ns.empty() || has_child_of(x, f.ns));
}

} // namespace troupe::observe
