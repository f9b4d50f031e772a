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

template <class Contact>
xml::element make_item(std::string_view jid, const Contact& c) {
  xml::element item("item", roster_ns);
  item.set("jid", jid);
  if (!c.name.empty())
    item.set("name", c.name);
  item.set("subscription", name_of(c.state));
  if (c.state.pending_out)
    item.set("ask", "subscribe");
  if (c.state.approved)
    item.set("approved", "true");
  return item;
}

xml::element group_item(std::string_view group) {
  return xml::element("group", roster_ns).with_text(group);
}

template <class T>
const T* answer_at(const persistence::answers& stored, std::size_t i) {
  return i < stored.size() ? std::get_if<T>(&stored[i]) : nullptr;
}

} // namespace

xml::element to_element(const contact& c) {
  auto item = make_item(c.jid.str(), c);
  for (const auto& group : c.groups)
    item.add(group_item(group));
  return item;
}

xml::element to_element(const contact_table::entry& c) {
  auto item = make_item(c.jid, c);
  c.each_group(
      [&item](std::string_view group) { item.add(group_item(group)); });
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
          contacts_.put(*c);
  contacts_.shrink();
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

std::optional<contact> contact_list::find(const xml::jid& bare) const {
  auto found = contacts_.find(bare.bare_view());
  return found ? std::optional{found->unpack()} : std::nullopt;
}

bool contact_list::contains(const xml::jid& bare) const {
  return contacts_.find(bare.bare_view()).has_value();
}

subscription contact_list::state_of(const xml::jid& bare) const {
  subscription state;
  if (auto c = contacts_.find(bare.bare_view()))
    state = c->state;
  state.pending_in = !requests_.empty() && requests_.contains(bare.bare_view());
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
  for (const auto& c : contacts_)
    if (c.changed > *known)
      changes.push_back({c.changed, to_element(c)});
  if (changes.size() > history)
    return {};
  std::ranges::sort(changes, {}, &change::version);
  return changes;
}

contact_list::edits& contact_list::changing() {
  if (!edits_)
    edits_ = std::make_unique<edits>();
  return *edits_;
}

contact contact_list::put(contact c) {
  auto key = c.jid.str();
  remember(key);
  remember_numbers();
  c.changed = ++version_;
  std::erase_if(removed_, [&](const auto& r) { return r.jid == key; });
  auto stored = to_element(c);
  stored.set("version", std::to_string(c.changed));
  changing().operations.push_back(persistence::put_entry{
      owner_, std::string{roster_map}, key, part::to_stored(stored)});
  contacts_.put(c);
  return c;
}

void contact_list::remove(const xml::jid& bare) {
  const auto& key = bare.str();
  remember(key);
  remember_numbers();
  contacts_.erase(key);
  removed_.push_back({++version_, key});
  if (removed_.size() > history) {
    oldest_ = removed_.front().version;
    removed_.erase(removed_.begin());
  }
  changing().operations.push_back(
      persistence::remove_entry{owner_, std::string{roster_map}, key});
}

std::optional<contact> contact_list::set_state(const xml::jid& bare,
                                               const subscription& next) {
  if (!next.pending_in)
    drop_request(bare.str());
  auto old = state_of(bare);
  if (!looks_different(old, next))
    return {};
  auto c = find(bare).value_or(contact{});
  c.jid = bare;
  c.state = next;
  c.state.pending_in = false;
  return put(std::move(c));
}

void contact_list::keep_request(const xml::jid& bare,
                                const xml::stanza& request) {
  const auto& key = bare.str();
  auto at = requests_.find(key);
  auto& e = changing();
  e.requests.try_emplace(
      key, at == requests_.end() ? std::nullopt : std::optional{at->second});
  requests_.insert_or_assign(key, request);
  e.operations.push_back(persistence::put_entry{
      owner_, std::string{request_map}, key, part::to_stored(request)});
}

void contact_list::drop_request(const std::string& key) {
  auto at = requests_.find(key);
  if (at == requests_.end())
    return;
  auto& e = changing();
  e.requests.try_emplace(key, at->second);
  requests_.erase(at);
  e.operations.push_back(
      persistence::remove_entry{owner_, std::string{request_map}, key});
}

void contact_list::remember(const std::string& key) {
  auto found = contacts_.find(key);
  changing().contacts.try_emplace(key, found ? std::optional{found->unpack()}
                                             : std::nullopt);
}

void contact_list::remember_numbers() {
  if (auto& before = changing().before; !before)
    before = numbers{version_, oldest_, removed_};
}

persistence::transaction contact_list::take_operations() {
  if (!edits_)
    return {};
  if (edits_->before)
    edits_->operations.push_back(persistence::put_document{
        owner_, std::string{version_document}, versions()});
  return std::exchange(edits_->operations, {});
}

void contact_list::commit() {
  edits_.reset();
}

void contact_list::undo() {
  auto done = std::move(edits_);
  if (!done)
    return;
  for (auto& [key, old] : done->contacts)
    if (old)
      contacts_.put(*old);
    else
      contacts_.erase(key);
  for (auto& [key, old] : done->requests) {
    requests_.erase(key);
    if (old)
      requests_.emplace(key, std::move(*old));
  }
  if (done->before) {
    version_ = done->before->version;
    oldest_ = done->before->oldest;
    removed_ = std::move(done->before->removed);
  }
}

void contact_list::clear() {
  contacts_.clear();
  requests_.clear();
  removed_.clear();
  commit();
}

} // namespace troupe::user
