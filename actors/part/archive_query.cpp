// SPDX-License-Identifier: Apache-2.0
#include "actors/part/archive_query.hpp"

#include <algorithm>
#include <array>

#include "actors/part/data_form.hpp"
#include "actors/part/result_set.hpp"
#include "actors/part/timestamp.hpp"
#include "xml/namespaces.hpp"
#include "xml/words.hpp"

namespace troupe::part {

namespace {

using xml::condition;
using xml::stanza_error;
/// Nothing where all is well.
using fault = std::optional<stanza_error>;

constexpr std::string_view forwarding = "urn:xmpp:forward:0";
constexpr std::string_view full_text_field = "{urn:xmpp:fulltext:0}fulltext";
// A page has at most so many entries; an IQ is cheap to send.
constexpr std::size_t largest_page = 500;
// Each is one more list to be read; XEP-0431 leaves it to us.
constexpr std::size_t most_words = 32;

// §4.1.1: a bare JID stands for all its resources, and so does the log.
fault read_with(archive_query& q, const std::string& text) {
  auto parsed = xml::jid::parse(text);
  if (!parsed)
    return stanza_error::make(condition::jid_malformed);
  q.wanted.peer = parsed->bare().str();
  if (!parsed->is_bare())
    q.with = std::move(*parsed);
  return {};
}

fault read_time(std::optional<std::int64_t>& into, const std::string& text) {
  auto when = read_timestamp(text);
  if (!when)
    return stanza_error::make(condition::bad_request,
                              "times are written as in XEP-0082");
  into = microseconds(*when);
  return {};
}

// XEP-0431 §3.1
fault read_text(archive_query& q, const std::string& text) {
  q.wanted.words = xml::words(text);
  q.nothing = q.wanted.words.empty();
  if (std::ranges::count(q.wanted.words, ' ') >= std::ptrdiff_t{most_words})
    return stanza_error::make(condition::bad_request,
                              "look for at most 32 words");
  return {};
}

/// @pre no value is empty
fault take_field(archive_query& q, const form_field& field,
                 const config::archive_section& rules) {
  const auto& var = field.var;
  auto& wanted = q.wanted;
  auto is_search = var == full_text_field && rules.search;
  constexpr std::array known
      = {"with", "start",    "end",       "before-id",
         "ids",  "after-id", "FORM_TYPE", "include-groupchat"};
  if (!is_search && std::ranges::count(known, var) == 0) // §4.1.6
    return stanza_error::make(condition::feature_not_implemented,
                              "unknown field " + var);
  if (field.values.empty())
    return {};
  const auto& value = field.values.front();
  if (var == "FORM_TYPE" && value != ns::archive)
    return stanza_error::make(condition::bad_request,
                              "this is no form for archives");
  if (var == "with")
    return read_with(q, value);
  if (var == "start")
    return read_time(wanted.start, value);
  if (var == "end")
    return read_time(wanted.end, value);
  if (var == "after-id")
    wanted.after = value;
  if (var == "before-id")
    wanted.before = value;
  if (var == "ids")
    wanted.ids = field.values;
  // "include-groupchat" (§4.1.5) changes nothing: an account's has none, and
  // in a room's there is nothing else.
  return is_search ? read_text(q, value) : fault{};
}

fault read_form(archive_query& q, const xml::element& query,
                const config::archive_section& rules) {
  const auto* x = query.child("x", ns::data_forms);
  if (!x)
    return {};
  auto form = read_data_form(*x);
  if (!form)
    return form.error();
  for (auto& field : form->fields) {
    std::erase(field.values, "");
    if (auto failed = take_field(q, field, rules))
      return failed;
  }
  if (!q.wanted.ids.empty() && !q.wanted.words.empty())
    return stanza_error::make(condition::bad_request,
                              "ids and a text exclude each other");
  return {};
}

/// XEP-0122 §3.2.2
xml::element any_text() {
  return xml::element{"validate", ns::form_validation}
      .with("datatype", "xs:string")
      .with(xml::element{"open", ns::form_validation});
}

fault read_page(archive_query& q, const xml::element& query,
                const config::archive_section& rules) {
  auto cap = rules.page_size == 0 ? largest_page : rules.page_size;
  auto page = read_page_request(query.child("set", ns::result_sets),
                                std::min(cap, largest_page));
  if (!page)
    return page.error();
  q.wanted.limit = page->max;
  q.wanted.newest = page->last;
  q.wanted.page_after = std::move(page->after);
  q.wanted.page_before = std::move(page->before);
  return {};
}

xml::element end_of(std::string_view name, const persistence::log_page& page) {
  const auto& e = page.entries.front();
  return xml::element{name, ns::archive}
      .with("id", e.id)
      .with("timestamp", precise_timestamp(from_microseconds(e.time)));
}

} // namespace

bool archive_query::is_for_all() const {
  const auto& w = wanted;
  return !w.start && !w.end && !w.peer && !w.after && !w.before && !w.page_after
         && !w.page_before && w.ids.empty() && w.words.empty() && with.empty()
         && !nothing;
}

boost::system::result<archive_query, stanza_error>
read_archive_query(const xml::element& query,
                   const config::archive_section& rules) {
  archive_query q;
  q.queryid = query.attr_or_empty("queryid");
  q.flip = query.child("flip-page", ns::archive) != nullptr;
  if (!query.attr_or_empty("node").empty()) // of pubsub (§6.1.3)
    return stanza_error::make(condition::item_not_found);
  if (auto failed = read_form(q, query, rules))
    return *failed;
  if (auto failed = read_page(q, query, rules))
    return *failed;
  return q;
}

xml::element archive_form(const config::archive_section& rules) {
  using enum field_type;
  data_form form{form_type::form, ns::archive};
  form.add({.var = "with", .type = jid_single});
  for (const auto* var : {"start", "end", "before-id", "after-id"})
    form.add({.var = var, .type = text_single});
  form.add({.var = "ids", .type = list_multi, .validate = any_text()});
  form.add({.var = "include-groupchat", .type = boolean});
  if (rules.search)
    form.add({.var = std::string{full_text_field}, .type = text_single});
  return xml::element{"query", ns::archive}.with(to_element(form));
}

xml::stanza archive_result(const archive_query& query,
                           const persistence::log_entry& entry,
                           xml::element message) {
  auto when = from_microseconds(entry.time);
  auto forwarded = xml::element{"forwarded", forwarding}
                       .with(xml::element{"delay", xml::ns::delay}.with(
                           "stamp", precise_timestamp(when)))
                       .with(std::move(message));
  auto result = xml::element{"result", ns::archive}
                    .with("id", entry.id)
                    .with(std::move(forwarded));
  if (!query.queryid.empty())
    result.set("queryid", query.queryid);
  return xml::stanza{xml::stanza_kind::message}.with(std::move(result));
}

xml::element archive_fin(const std::vector<persistence::log_entry>& page,
                         bool complete, std::optional<std::uint64_t> count) {
  xml::element fin{"fin", ns::archive};
  if (complete)
    fin.set("complete", "true");
  fin.set("stable", "true");
  if (page.empty())
    return std::move(fin).with(result_set({}, {}, count));
  return std::move(fin).with(
      result_set(page.front().id, page.back().id, count));
}

xml::element archive_metadata(const persistence::log_page& first,
                              const persistence::log_page& last) {
  xml::element metadata{"metadata", ns::archive};
  if (!first.entries.empty() && !last.entries.empty()) {
    metadata.add(end_of("start", first));
    metadata.add(end_of("end", last));
  }
  return metadata;
}

} // namespace troupe::part
