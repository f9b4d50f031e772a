// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>

namespace troupe::part {

template <class Part, class Context>
template <class P>
void catalogue<Part, Context>::add() {
  auto index = cards_.size();
  cards_.push_back(P::about());
  types_.push_back(&typeid(P));
  static_assert(alignof(P) <= alignof(Part*));
  constexpr auto bytes
      = (sizeof(P) + alignof(Part*) - 1) / alignof(Part*) * alignof(Part*);
  factories_.push_back({bytes, [](std::byte* at, Context& context) -> Part* {
                          return new (at) P(context);
                        }});
  bytes_ += bytes;
  declaration<P, catalogue> d{*this, index};
  P::declare(d);
}

template <class Part, class Context>
part_list<Part> catalogue<Part, Context>::make(Context& context) const {
  part_list<Part> parts{factories_.size(), bytes_};
  for (const auto& each : factories_)
    parts.add(each.bytes,
              [&](std::byte* at) { return each.make(at, context); });
  return parts;
}

template <class Part, class Context>
std::size_t
catalogue<Part, Context>::index_of(const std::type_info& type) const {
  for (std::size_t i = 0; i < types_.size(); ++i)
    if (*types_[i] == type)
      return i;
  return types_.size();
}

template <class Part, class Context>
std::string catalogue<Part, Context>::key(xml::iq_type type,
                                          std::string_view name,
                                          std::string_view ns) {
  std::string result{xml::name_of(type)};
  result.append(" {").append(ns).append("}").append(name);
  return result;
}

template <class Part, class Context>
void catalogue<Part, Context>::claim(xml::iq_type type, std::string_view name,
                                     std::string_view ns, iq_route route) {
  auto [at, fresh] = iqs_.emplace(key(type, name, ns), route);
  if (!fresh)
    conflicts_.push_back(cards_[at->second.part].name + " and "
                         + cards_[route.part].name + " both claim iq "
                         + at->first);
}

template <class Part, class Context>
const typename catalogue<Part, Context>::iq_route*
catalogue<Part, Context>::find(xml::iq_type type,
                               const xml::element& payload) const {
  auto at = iqs_.find(key(type, payload.name(), payload.ns()));
  return at == iqs_.end() ? nullptr : &at->second;
}

template <class P, class Catalogue>
template <void (P::*Method)(const iq_request&)>
void declaration<P, Catalogue>::iq(xml::iq_type type, std::string_view name,
                                   std::string_view ns, who from) {
  using part_type = std::conditional_t<std::is_base_of_v<user_part, P>,
                                       user_part, host_part>;
  to_.claim(type, name, ns,
            {part_,
             [](part_type& x, const iq_request& request) {
               (static_cast<P&>(x).*Method)(request);
             },
             from});
}

template <class P, class Catalogue>
template <verdict (P::*Method)(passage&)>
void declaration<P, Catalogue>::join(direction way, xml::stanza_kind kind,
                                     stage where) {
  using part_type = std::conditional_t<std::is_base_of_v<user_part, P>,
                                       user_part, host_part>;
  to_.stages_[Catalogue::slot(way, kind, where)].push_back(
      {part_, [](part_type& x, passage& p) {
         return (static_cast<P&>(x).*Method)(p);
       }});
}

} // namespace troupe::part
