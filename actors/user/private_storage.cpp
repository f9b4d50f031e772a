// SPDX-License-Identifier: Apache-2.0
#include "actors/user/private_storage.hpp"

#include <algorithm>
#include <cstdlib>

#include "actors/part/stored_xml.hpp"

namespace troupe::user {

namespace {

constexpr std::string_view sizes_map = "private";

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
  auto wanted = documents_in(children);
  auto limit = context_.configuration().limits.private_bytes;
  auto is_too_big = [&](const auto& one) {
    return limit != 0 && one.second.size() > limit;
  };
  if (std::ranges::any_of(wanted, is_too_big))
    return context_.reject(request.iq, xml::condition::policy_violation,
                           "more than may be stored in one element");
  if (sizes_)
    return write(request.iq, wanted);
  context_.run(
      {persistence::get_entries{context_.self().str(), std::string{sizes_map}}},
      [this, iq = request.iq, wanted](const answers& r) {
        if (!r)
          return context_.reject(iq, part::context::error_for(r.error()));
        read_sizes(r);
        write(iq, wanted);
      });
}

void private_storage::read_sizes(const answers& r) {
  if (sizes_) // another set was faster
    return;
  sizes_.emplace();
  for (const auto& [name, size] : std::get<persistence::map_entries>(r->at(0)))
    (*sizes_)[name] = std::strtoull(size.c_str(), nullptr, 10);
}

bool private_storage::fits(const documents& wanted) const {
  auto limit = context_.configuration().limits.private_total;
  auto after = *sizes_;
  for (const auto& [name, blob] : wanted)
    after[name] = blob.size();
  std::size_t total = 0;
  for (const auto& [name, size] : after)
    total += size;
  return limit == 0 || total <= limit;
}

void private_storage::write(const xml::stanza& iq, const documents& wanted) {
  if (!fits(wanted))
    return context_.reject(iq, xml::condition::policy_violation,
                           "more than may be stored in all");
  persistence::transaction ops;
  auto owner = context_.self().str();
  for (const auto& [name, blob] : wanted) {
    (*sizes_)[name] = blob.size();
    ops.push_back(persistence::put_document{owner, name, blob});
    ops.push_back(persistence::put_entry{owner, std::string{sizes_map}, name,
                                         std::to_string(blob.size())});
  }
  context_.run(std::move(ops), [this, iq](const answers& r) {
    if (r)
      return context_.reply(iq);
    sizes_.reset(); // what is stored is not what was to be
    context_.reject(iq, part::context::error_for(r.error()));
  });
}

} // namespace troupe::user
