// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>
#include <caf/actor_addr.hpp>

#include "actors/base/queue.hpp"
#include "actors/base/trace.hpp"
#include "actors/messages.hpp"
#include "actors/registry/address_book.hpp"
#include "xml/stanza.hpp"

namespace troupe::registry {

/// What waits for a peer: a stanza, or (without one) a question behind those
/// before.
struct queued {
  xml::stanza stanza;
  std::uint64_t session = 0;
  std::function<void(bool)> question;
  base::trace::parked parked; ///< of a stanza that is followed
};

/// One that an address book writes to.
struct link {
  explicit link(std::string bare) : address(std::move(bare)) {}

  const std::string address; ///< bare JID
  actors::addressable sink;  ///< null while asked for
  std::uint32_t in_flight = 0;
  bool unconfirmed = false;         ///< stanzas went there, or wait to go
  bool is_news = false;             ///< the table has it among `news`
  std::shared_ptr<askers> question; ///< the last one, until it is answered
  base::queue<queued> waiting;
};

/// The links of an address book, by address and by actor: a room has tens of
/// thousands, most others a few.
class link_table {
public:
  /// Null where there is none.
  link* by_address(std::string_view bare) const;
  link* by_actor(const caf::actor_addr& peer) const;
  /// @pre there is none of that address
  link& add(std::string bare);
  /// Without a `sink` it is not found by an actor any more.
  void connect(link& x, const actors::addressable& sink);
  void remove(link& x);
  template <class Predicate>
  void remove_if(Predicate is_to_go);

  template <class F>
  void each(F f) const {
    for (const auto& x : all_)
      f(*x);
  }

  /// Has it among the news.
  void note(link& x);
  /// Those that were noted and have not been taken out, in no order: `f` says
  /// whether one stays among them.
  template <class F>
  void each_of_news(F f);

  std::shared_ptr<link> share(link& x) const;
  std::size_t size() const { return all_.size(); }
  std::size_t connected() const { return actors_.size(); }

private:
  static caf::actor_id id_of(const actors::addressable& sink) {
    return sink.id();
  }

  struct address_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view bare) const {
      return std::hash<std::string_view>{}(bare);
    }
    std::size_t operator()(const std::shared_ptr<link>& x) const {
      return (*this)(std::string_view{x->address});
    }
  };
  struct same_address {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return text(a) == text(b);
    }
    static std::string_view text(std::string_view bare) { return bare; }
    static std::string_view text(const std::shared_ptr<link>& x) {
      return x->address;
    }
  };
  struct actor_hash {
    using is_transparent = void;
    std::size_t operator()(caf::actor_id id) const {
      return std::hash<caf::actor_id>{}(id);
    }
    std::size_t operator()(const link* x) const {
      return (*this)(id_of(x->sink));
    }
  };
  struct same_actor {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return id(a) == id(b);
    }
    static caf::actor_id id(caf::actor_id x) { return x; }
    static caf::actor_id id(const link* x) { return id_of(x->sink); }
  };

  boost::unordered_flat_set<std::shared_ptr<link>, address_hash, same_address>
      all_;
  boost::unordered_flat_set<link*, actor_hash, same_actor> actors_;
  std::vector<link*> news_;
  mutable link* last_ = nullptr; ///< that was asked for: often the next, too
};

template <class Predicate>
void link_table::remove_if(Predicate is_to_go) {
  std::vector<link*> going;
  for (const auto& x : all_)
    if (is_to_go(*x))
      going.push_back(x.get());
  for (auto* x : going)
    remove(*x);
}

template <class F>
void link_table::each_of_news(F f) {
  for (std::size_t i = 0; i < news_.size();) {
    if (f(*news_[i])) {
      ++i;
      continue;
    }
    news_[i]->is_news = false;
    news_[i] = news_.back();
    news_.pop_back();
  }
}

} // namespace troupe::registry
