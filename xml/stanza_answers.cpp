// SPDX-License-Identifier: Apache-2.0
#include <cassert>
#include <utility>

#include "xml/namespaces.hpp"
#include "xml/stanza.hpp"

namespace troupe::xml {

namespace {

stanza answer_to(const stanza& request, std::string_view type) {
  return stanza{request.kind(), type, request.id()}
      .with_from(request.to())
      .with_to(request.from())
      .with_trace_of(request);
}

} // namespace

stanza result_of(const stanza& request) {
  return answer_to(request, name_of(iq_type::result));
}

stanza result_of(const stanza& request, element payload) {
  return result_of(request).with(std::move(payload));
}

bool may_be_answered(const stanza& x) {
  return !x.is_error() && !(x.is_iq() && x.type() == "result");
}

stanza error_of(const stanza& request, const stanza_error& error) {
  assert(may_be_answered(request));
  return answer_to(request, "error").with(to_element(error));
}

stanza error_of(const stanza& request, const stanza_error& error,
                element repeated) {
  assert(may_be_answered(request));
  return answer_to(request, "error")
      .with(std::move(repeated))
      .with(to_element(error));
}

element error_of(const element& request, const stanza_error& error) {
  element answer{request.name(), request.ns()};
  auto copy = [&](std::string_view from, std::string_view to) {
    if (auto value = request.attr(from))
      answer.set(to, *value);
  };
  copy("to", "from");
  copy("from", "to");
  copy("id", "id");
  answer.set("type", "error");
  return std::move(answer).with(to_element(error));
}

stanza_error read_error(const stanza& x) {
  auto result = stanza_error::make(condition::undefined_condition);
  const auto* error = x.child("error", ns::client);
  if (!error)
    return result;
  for (const auto* child : error->children()) {
    if (child->ns() != ns::stanza_errors) {
      if (!result.detail)
        result.detail = *child;
    } else if (child->name() == "text") {
      result.text = child->text();
    } else if (auto what = condition_from(child->name())) {
      result.what = *what;
      result.type = stanza_error::make(*what).type;
    }
  }
  if (auto type = error_type_from(error->attr_or_empty("type")))
    result.type = *type;
  result.by = error->attr_or_empty("by");
  return result;
}

} // namespace troupe::xml
