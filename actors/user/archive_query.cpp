// SPDX-License-Identifier: Apache-2.0
#include "actors/user/archive_query.hpp"

#include <algorithm>
#include <array>

#include "actors/part/result_set.hpp"
#include "actors/part/timestamp.hpp"
#include "xml/namespaces.hpp"
#include "xml/words.hpp"

namespace troupe::user {

namespace {

using xml::condition;
using xml::stanza_error;
/// Nothing where all is well.
using fault = std::optional<stanza_error>;

constexpr std::string_view forms = "jabber:x:data";
constexpr std::string_view validation
    = "http://jabber.org/protocol/xdata-validate";
constexpr std::string_view forwarding = "urn:xmpp:forward:0";
constexpr std::string_view full_text_field = "{urn:xmpp:fulltext:0}fulltext";
// A page has at most so many entries; an IQ is cheap to send.
constexpr std::size_t largest_page = 500;
// Each is one more list to be read; XEP-0431 leaves it to us.
constexpr std::size_t most_words = 32;

struct form_field {
  std::string var;
  std::vector<std::string> values; ///< those that are not empty
};

form_field read_field(const xml::element& x) {
  form_field result{std::string{x.attr_or_empty("var")}, {}};
  for (const auto* value : x.children())
    if (value->is("value", forms))
      if (auto text = value->text(); !text.empty())
        result.values.push_back(std::move(text));
  return result;
}

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
  auto when = part::read_timestamp(text);
  if (!when)
    return stanza_error::make(condition::bad_request,
                              "times are written as in XEP-0082");
  into = part::microseconds(*when);
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
  // "include-groupchat" (§4.1.5) changes nothing: there is none.
  return is_search ? read_text(q, value) : fault{};
}

fault read_form(archive_query& q, const xml::element& query,
                const config::archive_section& rules) {
  const auto* form = query.child("x", forms);
  if (!form)
    return {};
  for (const auto* x : form->children())
    if (x->is("field", forms))
      if (auto failed = take_field(q, read_field(*x), rules))
        return failed;
  if (!q.wanted.ids.empty() && !q.wanted.words.empty())
    return stanza_error::make(condition::bad_request,
                              "ids and a text exclude each other");
  return {};
}

fault read_page(archive_query& q, const xml::element& query,
                const config::archive_section& rules) {
  auto cap = rules.page_size == 0 ? largest_page : rules.page_size;
  auto page = part::read_page_request(query.child("set", part::ns::result_sets),
                                      std::min(cap, largest_page));
  if (!page)
    return page.error();
  q.wanted.limit = page->max;
  q.wanted.newest = page->last;
  q.wanted.page_after = std::move(page->after);
  q.wanted.page_before = std::move(page->before);
  return {};
}

xml::element field(std::string_view type, std::string_view var) {
  return xml::element{"field", forms}.with("type", type).with("var", var);
}

} // namespace

bool archive_query::is_for_all() const {
  const auto& w = wanted;
  return !w.start && !w.end && !w.peer && !w.after && !w.before && !w.page_after
         && !w.page_before && w.ids.empty() && w.words.empty() && !nothing;
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
  auto form
      = xml::element{"x", forms}
            .with("type", "form")
            .with(
                field("hidden", "FORM_TYPE")
                    .with(xml::element{"value", forms}.with_text(ns::archive)))
            .with(field("jid-single", "with"))
            .with(field("text-single", "start"))
            .with(field("text-single", "end"))
            .with(field("text-single", "before-id"))
            .with(field("text-single", "after-id"))
            .with(field("list-multi", "ids")
                      .with(xml::element{"validate", validation}
                                .with("datatype", "xs:string")
                                .with(xml::element{"open", validation})))
            .with(field("boolean", "include-groupchat"));
  if (rules.search)
    form.add(field("text-single", full_text_field));
  return xml::element{"query", ns::archive}.with(std::move(form));
}

xml::stanza archive_result(const archive_query& query,
                           const persistence::log_entry& entry,
                           xml::element message) {
  auto when = part::from_microseconds(entry.time);
  auto forwarded = xml::element{"forwarded", forwarding}
                       .with(xml::element{"delay", xml::ns::delay}.with(
                           "stamp", part::precise_timestamp(when)))
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
    return std::move(fin).with(part::result_set({}, {}, count));
  return std::move(fin).with(
      part::result_set(page.front().id, page.back().id, count));
}

} // namespace troupe::user
