// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/hats.hpp"

#include <charconv>

#include "actors/part/digest.hpp"
#include "actors/part/stored_xml.hpp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

constexpr std::size_t longest_uri = 1024;
constexpr std::size_t longest_title = 256;

xml::element to_element(const hat& x) {
  auto tag
      = xml::element{"hat", ns::hats}.with("title", x.title).with("uri", x.uri);
  if (!x.hue.empty())
    tag.set("hue", x.hue);
  return tag;
}

/// XEP-0392 §5.1: an angle in degrees.
bool is_hue(std::string_view text) {
  double angle = 0;
  const auto* end = text.data() + text.size();
  auto [rest, failed] = std::from_chars(text.data(), end, angle);
  return failed == std::errc{} && rest == end && text.size() <= 32 && angle >= 0
         && angle <= 360;
}

std::optional<stanza_error> refusal_of(const hat& x) {
  auto refusal = [](std::string_view text) {
    return stanza_error::make(condition::not_acceptable, text);
  };
  if (x.uri.empty() || x.uri.size() > longest_uri)
    return refusal("a hat has a URI, of 1024 bytes at most");
  if (x.title.empty() || x.title.size() > longest_title)
    return refusal("a hat has a title, of 256 bytes at most");
  if (!x.hue.empty() && !is_hue(x.hue))
    return refusal("the hue is a number from 0 to 360");
  return {};
}

} // namespace

std::optional<stanza_error> hats::put(hat x) {
  if (auto why = refusal_of(x))
    return why;
  if (all_.size() >= most_hats && !all_.contains(x.uri))
    return stanza_error::make(condition::resource_constraint,
                              "the room has too many hats: destroy some");
  auto uri = x.uri;
  all_.insert_or_assign(std::move(uri), std::move(x));
  return {};
}

bool hats::remove(std::string_view uri) {
  auto found = all_.find(uri);
  if (found == all_.end())
    return false;
  for (const auto& bare : wearers(uri))
    take(bare, uri);
  all_.erase(found);
  return true;
}

std::vector<std::string> hats::wearers(std::string_view uri) const {
  std::vector<std::string> people;
  for (const auto& [bare, uris] : worn_)
    if (uris.contains(uri))
      people.push_back(bare);
  return people;
}

std::optional<stanza_error> hats::give(std::string_view bare,
                                       std::string_view uri) {
  if (all_.find(uri) == all_.end())
    return stanza_error::make(condition::item_not_found,
                              "the room has no such hat: create it first");
  auto found = worn_.find(bare);
  if (found == worn_.end() && worn_.size() >= most_wearers)
    return stanza_error::make(condition::resource_constraint,
                              "too many wear hats here");
  if (found != worn_.end() && found->second.size() >= most_on_one
      && !found->second.contains(uri))
    return stanza_error::make(condition::resource_constraint,
                              "nobody wears so many hats: take some away");
  worn_[std::string{bare}].emplace(uri);
  return {};
}

bool hats::take(std::string_view bare, std::string_view uri) {
  auto found = worn_.find(bare);
  if (found == worn_.end())
    return false;
  auto one = found->second.find(uri);
  if (one == found->second.end())
    return false;
  found->second.erase(one);
  if (found->second.empty())
    worn_.erase(found);
  return true;
}

std::optional<xml::element> hats::worn_by(std::string_view bare) const {
  auto found = worn_.find(bare);
  if (found == worn_.end())
    return {};
  xml::element tag{"hats", ns::hats};
  for (const auto& uri : found->second)
    if (auto x = all_.find(uri); x != all_.end())
      tag.add(to_element(x->second));
  if (tag.empty())
    return {};
  return tag;
}

std::string hats::hash() const {
  std::string text;
  for (const auto& [uri, x] : all_)
    text += uri + '\n' + x.title + '\n' + x.hue + '\n';
  return part::hex(part::sha1(text));
}

void hats::load(const persistence::map_entries& hats,
                const persistence::map_entries& wearers) {
  clear();
  for (const auto& [uri, blob] : hats)
    if (auto x = part::stored_element(blob))
      all_[uri] = {uri, std::string{x->attr_or_empty("title")},
                   std::string{x->attr_or_empty("hue")}};
  for (const auto& [bare, blob] : wearers)
    if (auto x = part::stored_element(blob))
      for (const auto* each : x->children())
        worn_[bare].emplace(each->attr_or_empty("uri"));
}

std::string hats::stored_hat(std::string_view uri) const {
  auto found = all_.find(uri);
  return found == all_.end() ? std::string{}
                             : part::to_stored(to_element(found->second));
}

std::string hats::stored_wearer(std::string_view bare) const {
  auto found = worn_.find(bare);
  if (found == worn_.end())
    return {};
  xml::element tag{"hats", ns::hats};
  for (const auto& uri : found->second)
    tag.add(xml::element{"hat", ns::hats}.with("uri", uri));
  return part::to_stored(tag);
}

void hats::clear() {
  all_.clear();
  worn_.clear();
}

} // namespace troupe::muc
