// SPDX-License-Identifier: Apache-2.0
#include "actors/message_bytes.hpp"

#include <functional>
#include <numeric>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <variant>

#include <caf/type_erased_tuple.hpp>

#include "actors/messages.hpp"

namespace troupe::actors {

namespace {

template <class List, class Size>
std::size_t sum(const List& list, Size size) {
  return std::transform_reduce(list.begin(), list.end(), std::size_t{0},
                               std::plus{}, size);
}

struct size_of_answer {
  std::size_t operator()(std::monostate) const { return 0; }
  std::size_t operator()(std::uint64_t) const { return sizeof(std::uint64_t); }
  std::size_t operator()(const std::optional<std::string>& x) const {
    return x ? x->size() : 0;
  }
  std::size_t operator()(const persistence::map_entries& all) const {
    return sum(all,
               [](const auto& x) { return x.first.size() + x.second.size(); });
  }
  std::size_t operator()(const persistence::log_page& page) const {
    return sum(page.entries, [](const persistence::log_entry& x) {
      return x.id.size() + x.peer.size() + x.blob.size();
    });
  }
  std::size_t operator()(const std::vector<std::string>& all) const {
    return sum(all, [](const std::string& x) { return x.size(); });
  }
};

/// A message with a stanza in it, by whatever name.
template <class Message>
std::size_t carried(const Message& m) {
  if constexpr (requires { m.stanza.content(); })
    return m.stanza.content().size();
  else if constexpr (requires { m.request.content(); })
    return m.request.content().size();
  else if constexpr (requires { m.answer.content(); })
    return m.answer.content().size();
  else
    return sizeof(Message);
}

std::size_t carried(const run_transaction& m) {
  return sum(*m.operations, persistence::size_of);
}

std::size_t carried(const transaction_done& m) {
  if (!m.outcome || !*m.outcome)
    return sizeof m;
  return sum(**m.outcome, [](const persistence::answer& x) {
    return std::visit(size_of_answer{}, x);
  });
}

std::size_t carried(const session_closed& m) {
  return sum(m.unsent, [](const returned_stanza& x) {
    return x.stanza.content().size();
  });
}

std::size_t carried(const address_answered& m) {
  return sum(m.answers,
             [](const xml::stanza& x) { return x.content().size(); });
}

using size_table
    = std::unordered_map<std::type_index, std::size_t (*)(const void*)>;

template <class Message>
void add_size(size_table& to) {
  if constexpr (!std::is_void_v<Message>)
    to.emplace(typeid(Message), [](const void* m) {
      return carried(*static_cast<const Message*>(m));
    });
}

/// Both ways of one line of an interface.
template <class In, class Out>
void add_signature(
    size_table& to,
    caf::typed_mpi<caf::detail::type_list<In>, caf::output_tuple<Out>>*) {
  add_size<In>(to);
  add_size<Out>(to);
}

template <class... Signatures>
void add_interface(size_table& to, caf::detail::type_list<Signatures...>) {
  (add_signature(to, static_cast<Signatures*>(nullptr)), ...);
}

const size_table& sizes() {
  static const auto known = [] {
    size_table all;
    add_interface(all, user_actor::signatures{});
    add_interface(all, askable::signatures{});
    add_interface(all, session_actor::signatures{});
    add_interface(all, gate_actor::signatures{});
    add_interface(all, registry_actor::signatures{});
    add_interface(all, storage_actor::signatures{});
    add_interface(all, auth_actor::signatures{});
    return all;
  }();
  return known;
}

} // namespace

std::size_t bytes_of(const caf::type_erased_tuple& message) {
  if (message.size() == 0 || message.type(0).second == nullptr)
    return 0;
  const auto known = sizes().find(*message.type(0).second);
  return known != sizes().end() ? known->second(message.get(0)) : 0;
}

} // namespace troupe::actors
