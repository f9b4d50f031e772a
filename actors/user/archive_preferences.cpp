// SPDX-License-Identifier: Apache-2.0
#include "actors/user/archive_preferences.hpp"

#include <algorithm>
#include <array>

namespace troupe::user {

namespace {

using xml::condition;
using xml::stanza_error;

// In the order of `policy`.
constexpr std::array<std::string_view, 3> policies
    = {"always", "roster", "never"};

bool has(const std::set<std::string, std::less<>>& list, const xml::jid& who) {
  return list.contains(who.str()) || list.contains(who.bare_view());
}

xml::element list_of(std::string_view name,
                     const std::set<std::string, std::less<>>& jids) {
  xml::element list{name, ns::archive};
  for (const auto& x : jids)
    list.add(xml::element{"jid", ns::archive}.with_text(x));
  return list;
}

bool read_jids(const xml::element* list,
               std::set<std::string, std::less<>>& into) {
  if (!list)
    return true;
  return std::ranges::all_of(list->children(), [&](const auto* x) {
    auto parsed = xml::jid::parse(x->text());
    if (parsed)
      into.insert(parsed->str());
    return parsed.has_value();
  });
}

} // namespace

archive_preferences::archive_preferences(std::string_view otherwise) {
  auto found = std::ranges::find(policies, otherwise);
  if (found != policies.end())
    otherwise_ = static_cast<policy>(found - policies.begin());
}

boost::system::result<archive_preferences, stanza_error>
archive_preferences::read(const xml::element& prefs) {
  auto otherwise = prefs.attr_or_empty("default");
  if (std::ranges::count(policies, otherwise) == 0) // §2.1.1
    return stanza_error::make(condition::bad_request,
                              "default is always, never or roster");
  archive_preferences result{otherwise};
  if (!read_jids(prefs.child("always", ns::archive), result.always_)
      || !read_jids(prefs.child("never", ns::archive), result.never_))
    return stanza_error::make(condition::jid_malformed);
  return result;
}

xml::element archive_preferences::to_element() const {
  return xml::element{"prefs", ns::archive}
      .with("default", policies[static_cast<std::size_t>(otherwise_)])
      .with(list_of("always", always_))
      .with(list_of("never", never_));
}

bool archive_preferences::archives(
    const xml::jid& who,
    const std::function<bool(const xml::jid&)>& knows) const {
  if (has(never_, who))
    return false;
  if (has(always_, who) || otherwise_ == policy::always)
    return true;
  return otherwise_ == policy::roster && knows(who.bare());
}

} // namespace troupe::user
