// SPDX-License-Identifier: Apache-2.0
#include "actors/user/contact_list.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "actors/part/stored_xml.hpp"

namespace troupe::user {

namespace {

constexpr std::string_view roster_map = "roster";
constexpr std::string_view request_map = "pending";
constexpr std::string_view version_document = "roster-version";
/// Removals that are remembered, and changes that are told one by one.
constexpr std::size_t history = 64;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  auto [last, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || last != end)
    return {};
  return value;
}

xml::element removed_item(std::string_view jid) {
  return xml::element("item", roster_ns)
      .with("jid", jid)
      .with("subscription", "remove");
}

std::optional<contact> read_contact(const xml::element& item) {
  auto jid = xml::jid::parse(item.attr_or_empty("jid"));
  if (!jid)
    return {};
  contact c;
  c.jid = *jid;
  c.name = item.attr_or_empty("name");
  auto how = item.attr_or_empty("subscription");
  c.state.to = how == "to" || how == "both";
  c.state.from = how == "from" || how == "both";
  c.state.pending_out = item.attr_or_empty("ask") == "subscribe";
  c.state.approved = item.attr_or_empty("approved") == "true";
  c.changed = number(item.attr_or_empty("version")).value_or(0);
  for (const auto* group : item.children())
    c.groups.push_back(group->text());
  return c;
}

template <class T>
const T* answer_at(const persistence::answers& stored, std::size_t i) {
  return i < stored.size() ? std::get_if<T>(&stored[i]) : nullptr;
}

} // namespace

xml::element to_element(const contact& c) {
  xml::element item("item", roster_ns);
  item.set("jid", c.jid.str());
  if (!c.name.empty())
    item.set("name", c.name);
  item.set("subscription", name_of(c.state));
  if (c.state.pending_out)
    item.set("ask", "subscribe");
  if (c.state.approved)
    item.set("approved", "true");
  for (const auto& group : c.groups)
    item.add(xml::element("group", roster_ns).with_text(group));
  return item;
}

persistence::transaction contact_list::load_operations() const {
  using namespace persistence;
  return {get_entries{owner_, std::string{roster_map}},
          get_entries{owner_, std::string{request_map}},
          get_document{owner_, std::string{version_document}}};
}

void contact_list::load(const persistence::answers& stored, std::uint64_t now) {
  clear();
  version_ = oldest_ = now;
  if (auto* entries = answer_at<persistence::map_entries>(stored, 0))
    for (const auto& [key, blob] : *entries)
      if (auto item = part::stored_element(blob))
        if (auto c = read_contact(*item))
          contacts_.emplace(key, std::move(*c));
  if (auto* entries = answer_at<persistence::map_entries>(stored, 1))
    for (const auto& [key, blob] : *entries)
      if (auto request = part::stored_stanza(blob))
        requests_.emplace(key, std::move(*request));
  if (auto* blob = answer_at<std::optional<std::string>>(stored, 2))
    if (*blob)
      read_versions(**blob);
}

void contact_list::read_versions(std::string_view blob) {
  std::istringstream in{std::string{blob}};
  numbers read;
  if (!(in >> read.version >> read.oldest))
    return;
  version_ = read.version;
  oldest_ = read.oldest;
  for (removal r; in >> r.version >> r.jid;)
    removed_.push_back(r);
}

std::string contact_list::versions() const {
  auto text = std::to_string(version_) + " " + std::to_string(oldest_);
  for (const auto& r : removed_)
    text += "\n" + std::to_string(r.version) + " " + r.jid;
  return text;
}

const contact* contact_list::find(const xml::jid& bare) const {
  auto at = contacts_.find(bare.bare_view());
  return at == contacts_.end() ? nullptr : &at->second;
}

subscription contact_list::state_of(const xml::jid& bare) const {
  subscription state;
  if (const auto* c = find(bare))
    state = c->state;
  state.pending_in = requests_.contains(bare.bare_view());
  return state;
}

std::optional<std::vector<contact_list::change>>
contact_list::since(std::string_view version) const {
  auto known = number(version);
  if (!known || *known < oldest_ || *known > version_)
    return {};
  std::vector<change> changes;
  for (const auto& r : removed_)
    if (r.version > *known)
      changes.push_back({r.version, removed_item(r.jid)});
  for (const auto& [key, c] : contacts_)
    if (c.changed > *known)
      changes.push_back({c.changed, to_element(c)});
  if (changes.size() > history)
    return {};
  std::ranges::sort(changes, {}, &change::version);
  return changes;
}

const contact& contact_list::put(contact c) {
  auto key = c.jid.str();
  remember(key);
  remember_numbers();
  c.changed = ++version_;
  std::erase_if(removed_, [&](const auto& r) { return r.jid == key; });
  auto stored = to_element(c);
  stored.set("version", std::to_string(c.changed));
  operations_.push_back(persistence::put_entry{owner_, std::string{roster_map},
                                               key, part::to_stored(stored)});
  return contacts_.insert_or_assign(key, std::move(c)).first->second;
}

void contact_list::remove(const xml::jid& bare) {
  const auto& key = bare.str();
  remember(key);
  remember_numbers();
  contacts_.erase(key);
  removed_.push_back({++version_, key});
  if (removed_.size() > history) {
    oldest_ = removed_.front().version;
    removed_.pop_front();
  }
  operations_.push_back(
      persistence::remove_entry{owner_, std::string{roster_map}, key});
}

const contact* contact_list::set_state(const xml::jid& bare,
                                       const subscription& next) {
  if (!next.pending_in)
    drop_request(bare.str());
  auto old = state_of(bare);
  if (!looks_different(old, next))
    return nullptr;
  contact c;
  if (const auto* known = find(bare))
    c = *known;
  c.jid = bare;
  c.state = next;
  c.state.pending_in = false;
  return &put(std::move(c));
}

void contact_list::keep_request(const xml::jid& bare,
                                const xml::stanza& request) {
  const auto& key = bare.str();
  auto at = requests_.find(key);
  old_requests_.try_emplace(
      key, at == requests_.end() ? std::nullopt : std::optional{at->second});
  requests_.insert_or_assign(key, request);
  operations_.push_back(persistence::put_entry{owner_, std::string{request_map},
                                               key, part::to_stored(request)});
}

void contact_list::drop_request(const std::string& key) {
  auto at = requests_.find(key);
  if (at == requests_.end())
    return;
  old_requests_.try_emplace(key, at->second);
  requests_.erase(at);
  operations_.push_back(
      persistence::remove_entry{owner_, std::string{request_map}, key});
}

void contact_list::remember(const std::string& key) {
  auto at = contacts_.find(key);
  old_contacts_.try_emplace(
      key, at == contacts_.end() ? std::nullopt : std::optional{at->second});
}

void contact_list::remember_numbers() {
  if (!old_numbers_)
    old_numbers_ = numbers{version_, oldest_, removed_};
}

persistence::transaction contact_list::take_operations() {
  if (old_numbers_)
    operations_.push_back(persistence::put_document{
        owner_, std::string{version_document}, versions()});
  return std::exchange(operations_, {});
}

void contact_list::commit() {
  operations_.clear();
  old_contacts_.clear();
  old_requests_.clear();
  old_numbers_.reset();
}

void contact_list::undo() {
  for (auto& [key, old] : old_contacts_) {
    contacts_.erase(key);
    if (old)
      contacts_.emplace(key, std::move(*old));
  }
  for (auto& [key, old] : old_requests_) {
    requests_.erase(key);
    if (old)
      requests_.emplace(key, std::move(*old));
  }
  if (old_numbers_) {
    version_ = old_numbers_->version;
    oldest_ = old_numbers_->oldest;
    removed_ = std::move(old_numbers_->removed);
  }
  commit();
}

void contact_list::clear() {
  contacts_.clear();
  requests_.clear();
  removed_.clear();
  commit();
}

} // namespace troupe::user
