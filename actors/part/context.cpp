// SPDX-License-Identifier: Apache-2.0
#include "actors/part/context.hpp"

namespace troupe::part {

namespace {

/// RFC 6120 §8.3.1: an error or a result is never answered with an error.
bool may_be_answered(const xml::stanza& x) {
  return !x.is_error() && !(x.is_iq() && x.type() == "result");
}

} // namespace

void context::reply(const xml::stanza& request) {
  route(xml::result_of(request));
}

void context::reply(const xml::stanza& request, xml::element payload) {
  route(xml::result_of(request, std::move(payload)));
}

void context::reject(const xml::stanza& request,
                     const xml::stanza_error& error) {
  if (!may_be_answered(request))
    return;
  rejected(request, error);
  route(xml::error_of(request, error));
}

void context::reject(const xml::stanza& request, const xml::stanza_error& error,
                     xml::element repeated) {
  if (!may_be_answered(request))
    return;
  rejected(request, error);
  route(xml::error_of(request, error, std::move(repeated)));
}

void context::rejected(const xml::stanza&, const xml::stanza_error&) {
}

void context::reject(const xml::stanza& request, xml::condition what,
                     std::string_view text) {
  reject(request, xml::stanza_error::make(what, text));
}

xml::stanza_error context::error_for(const persistence::store_error& e) {
  using persistence::store_errc;
  // The words of the store are the operator's; they name files.
  if (e.code == store_errc::unavailable || e.code == store_errc::full) {
    auto result = xml::stanza_error::make(xml::condition::resource_constraint,
                                          "the server cannot store this now");
    result.type = xml::error_type::wait;
    return result;
  }
  return xml::stanza_error::make(xml::condition::internal_server_error);
}

} // namespace troupe::part
