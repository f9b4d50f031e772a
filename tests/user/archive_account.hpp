// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/user/archive.hpp"
#include "tests/user/whole_account.hpp"

namespace troupe::test {

/// A whole account with one session, phone, whose messages have traces 1, 2, …
class archive_account : public whole_account {
public:
  archive_account() { log_in("phone"); }
  explicit archive_account(archive_account& before) : whole_account(before) {
    log_in("phone");
  }

  /// A message from `from` with `body`, its id and trace next.
  void receives(std::string_view body,
                std::string_view from = "bob@example.net/desk") {
    incoming(next(body, from, self().str()));
  }
  void sends(std::string_view body, std::string_view to = "bob@example.net") {
    outgoing("phone", next(body, {}, to));
  }
  xml::stanza next(std::string_view body, std::string_view from,
                   std::string_view to) {
    clock += std::chrono::seconds{1};
    return support::stanza(xml::stanza_kind::message, "chat", from, to)
        .with_trace(++last_trace_)
        .with(xml::element{"body", "jabber:client"}.with_text(body));
  }

  /// The entries, oldest first.
  std::vector<persistence::log_entry> entries() {
    return store().page(self().str(), "archive", {.limit = 9999})->entries;
  }
  /// Their traces: "1 2 3".
  std::string ids() {
    std::string all;
    for (const auto& e : entries())
      all += (all.empty() ? "" : " ")
             + std::to_string(std::stoull(e.id, {}, 16));
    return all;
  }

  /// Asks the archive by `<query>content</query>`: what came back as ids in
  /// order and the end, "1 2 | complete", or the condition of the error.
  std::string asks(const std::string& content) {
    forget();
    auto answer = iq(self().str() + "/phone", xml::iq_type::set,
                     read("<query xmlns='urn:xmpp:mam:2' queryid='q'>" + content
                          + "</query>"));
    if (!answer || answer->is_error())
      return condition_in(answer);
    std::string all;
    for (const auto& x : sent_to("phone"))
      if (const auto* r = x.child("result", "urn:xmpp:mam:2"))
        all += std::to_string(
                   std::stoull(std::string{r->attr_or_empty("id")}, {}, 16))
               + ' ';
    const auto* fin = answer->child("fin", "urn:xmpp:mam:2");
    return all + '|' + (fin->attr("complete") ? " complete" : "");
  }
  /// The same with one field of a form.
  std::string asks(const std::string& var, const std::string& value,
                   const std::string& more = "") {
    return asks("<x xmlns='jabber:x:data' type='submit'>"
                "<field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>"
                "<field var='"
                + var + "'><value>" + value + "</value></field></x>" + more);
  }

  static xml::element read(const std::string& text) {
    return *part::stored_element(text);
  }
  static std::string rsm(const std::string& content) {
    return "<set xmlns='http://jabber.org/protocol/rsm'>" + content + "</set>";
  }
  static std::string id(std::uint64_t trace) { return part::archive_id(trace); }

private:
  std::uint64_t last_trace_ = 0;
};

} // namespace troupe::test
