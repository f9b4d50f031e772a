// SPDX-License-Identifier: Apache-2.0
#include "actors/user/private_storage.hpp"

#include <algorithm>
#include <map>

#include "actors/part/stored_xml.hpp"

namespace troupe::user {

namespace {

std::string document_name(const xml::element& x) {
  return "private:{" + x.ns() + "}" + x.name();
}

bool has_own_namespace(const xml::element& x) {
  return !x.ns().empty() && x.ns() != ns::private_storage;
}

/// The documents that a set writes: elements of one name share one.
std::map<std::string, std::string>
documents_in(const std::vector<const xml::element*>& children) {
  std::map<std::string, std::string> result;
  for (const auto* x : children)
    result[document_name(*x)] += part::to_stored(*x);
  return result;
}

/// The answer to a get: what is stored, else the element as it was asked for.
xml::element answer_to(const xml::element& asked,
                       const std::optional<std::string>& stored) {
  xml::element query{"query", ns::private_storage};
  auto elements = part::stored_elements(stored.value_or(""));
  if (elements.empty())
    elements.emplace_back(asked.name(), asked.ns());
  for (auto& x : elements)
    query.add(std::move(x));
  return query;
}

} // namespace

part::card private_storage::about() {
  return {.name = "private_storage",
          .title = "Private XML Storage",
          .xep = "0049",
          .version = "1.2",
          .server_features = {std::string{ns::private_storage}}};
}

void private_storage::declare(part::user_declaration<private_storage>& d) {
  d.iq<&private_storage::get>(xml::iq_type::get, "query", ns::private_storage);
  d.iq<&private_storage::set>(xml::iq_type::set, "query", ns::private_storage);
}

void private_storage::get(const part::iq_request& request) {
  auto children = request.payload.children();
  // §2.3: one namespace at a time; without an element it is a bad format.
  if (children.size() != 1)
    return context_.reject(request.iq, xml::condition::bad_request,
                           "ask for exactly one element");
  if (!has_own_namespace(*children.front()))
    return context_.reject(request.iq, xml::condition::not_acceptable,
                           "the element needs a namespace of its own");
  context_.run(
      {persistence::get_document{context_.self().str(),
                                 document_name(*children.front())}},
      [this, iq = request.iq, asked = *children.front()](auto r) {
        if (!r)
          return context_.reject(iq, part::context::error_for(r.error()));
        const auto& stored = std::get<std::optional<std::string>>(r->at(0));
        context_.reply(iq, answer_to(asked, stored));
      });
}

void private_storage::set(const part::iq_request& request) {
  auto children = request.payload.children();
  // §2.3: at least one element with a namespace, and not more than one
  // namespace.
  auto fits = [&](const xml::element* x) {
    return has_own_namespace(*x) && x->ns() == children.front()->ns();
  };
  if (children.empty() || !std::ranges::all_of(children, fits))
    return context_.reject(request.iq, xml::condition::not_acceptable,
                           "give elements of one namespace of their own");
  persistence::transaction ops;
  auto limit = context_.configuration().limits.private_bytes;
  for (auto& [name, blob] : documents_in(children)) {
    if (limit != 0 && blob.size() > limit)
      return context_.reject(request.iq, xml::condition::policy_violation,
                             "more than may be stored in one element");
    ops.push_back(persistence::put_document{context_.self().str(), name, blob});
  }
  context_.run(std::move(ops), [this, iq = request.iq](auto r) {
    if (r)
      context_.reply(iq);
    else
      context_.reject(iq, part::context::error_for(r.error()));
  });
}

} // namespace troupe::user
