// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <typeinfo>
#include <unordered_map>
#include <vector>

#include "actors/part/card.hpp"
#include "actors/part/host_part.hpp"
#include "actors/part/part_list.hpp"
#include "actors/part/stages.hpp"
#include "actors/part/user_part.hpp"
#include "xml/stanza.hpp"

namespace troupe::part {

/// An IQ get or set whose payload a part has claimed.
struct iq_request {
  const xml::stanza& iq;
  const xml::element& payload;
};

/// Whose IQs a handler takes. Others get `service-unavailable`, so that
/// nothing is told about the account (RFC 6121 §8.5.1).
enum class who : std::uint8_t { owner, anyone };

/// Which part handles what: made once at start from the list of parts and
/// shared by all actors of a kind, so that a route costs an account nothing.
/// `Part` is `user_part` or `host_part`, `Context` the context that it gets.
template <class Part, class Context>
class catalogue {
public:
  using iq_handler = void (*)(Part&, const iq_request&);
  using stage_handler = verdict (*)(Part&, passage&);

  struct iq_route {
    std::size_t part;
    iq_handler call;
    who from;
  };
  struct stage_route {
    std::size_t part;
    stage_handler call;
  };

  /// Adds a part; its place in the list orders it within each stage.
  template <class P>
  void add();

  /// "roster and blocking both claim iq get {ns}query": must be empty, else the
  /// server does not start.
  const std::vector<std::string>& conflicts() const { return conflicts_; }
  const std::vector<card>& cards() const { return cards_; }

  /// One instance of each part, in the order of the list.
  part_list<Part> make(Context& context) const;
  /// The place of the part with that type. @pre it was added
  std::size_t index_of(const std::type_info& type) const;

  const iq_route* find(xml::iq_type type, const xml::element& payload) const;
  const std::vector<stage_route>& at(direction way, xml::stanza_kind kind,
                                     stage where) const {
    return stages_[slot(way, kind, where)];
  }

private:
  template <class P, class Parent>
  friend class declaration;

  static std::size_t slot(direction way, xml::stanza_kind kind, stage where) {
    return (static_cast<std::size_t>(way) * 3 + static_cast<std::size_t>(kind))
               * stage_count
           + static_cast<std::size_t>(where);
  }
  static std::string key(xml::iq_type type, std::string_view name,
                         std::string_view ns);
  void claim(xml::iq_type type, std::string_view name, std::string_view ns,
             iq_route route);

  std::vector<card> cards_;
  std::vector<const std::type_info*> types_;
  struct factory {
    std::size_t bytes; // to the beginning of the next part
    Part* (*make)(std::byte*, Context&);
  };
  std::vector<factory> factories_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, iq_route> iqs_;
  std::array<std::vector<stage_route>, 2 * 3 * stage_count> stages_;
  std::vector<std::string> conflicts_;
};

using user_catalogue = catalogue<user_part, user_context>;
using host_catalogue = catalogue<host_part, host_context>;

/// What a part says in `declare`:
///   d.iq<&roster::get>(xml::iq_type::get, "query", ns::roster);
///   d.join<&offline::keep>(direction::incoming, xml::stanza_kind::message,
///                          stage::fallback);
/// with `void P::get(const iq_request&)` and `verdict P::keep(passage&)`.
/// A handler of an IQ answers each request exactly once, now or later.
template <class P, class Catalogue>
class declaration {
public:
  declaration(Catalogue& to, std::size_t part) : to_(to), part_(part) {}

  template <void (P::*Method)(const iq_request&)>
  void iq(xml::iq_type type, std::string_view name, std::string_view ns,
          who from = who::owner);

  template <verdict (P::*Method)(passage&)>
  void join(direction way, xml::stanza_kind kind, stage where);

private:
  Catalogue& to_;
  std::size_t part_;
};

template <class P>
using user_declaration = declaration<P, user_catalogue>;
template <class P>
using host_declaration = declaration<P, host_catalogue>;

} // namespace troupe::part

#include "actors/part/catalogue.ipp"
