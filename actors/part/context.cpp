// SPDX-License-Identifier: Apache-2.0
#include "actors/part/context.hpp"

namespace troupe::part {

namespace {

constexpr auto result
    = decision{outcome::delivered, "with a result"}.called("answered");

} // namespace

void context::reply(const xml::stanza& request) {
  answered(request, result);
  route(xml::result_of(request));
}

void context::reply(const xml::stanza& request, xml::element payload) {
  answered(request, result);
  route(xml::result_of(request, std::move(payload)));
}

void context::reject(const xml::stanza& request,
                     const xml::stanza_error& error) {
  if (may_reject(request, error))
    route(xml::error_of(request, error));
}

void context::reject(const xml::stanza& request, const xml::stanza_error& error,
                     xml::element repeated) {
  if (may_reject(request, error))
    route(xml::error_of(request, error, std::move(repeated)));
}

bool context::may_reject(const xml::stanza& request,
                         const xml::stanza_error& error) {
  const bool may = xml::may_be_answered(request);
  answered(request, {may ? outcome::refused : outcome::dropped,
                     xml::name_of(error.what)});
  return may;
}

void context::answered(const xml::stanza&, const decision&) {
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
