// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/muc/affiliation.hpp"
#include "actors/muc/namespaces.hpp"
#include "xml/element.hpp"
#include "xml/jid.hpp"

namespace troupe::muc {

/// Somebody with an affiliation: a bare JID, or a domain.
struct member {
  xml::jid jid;
  muc::affiliation affiliation = muc::affiliation::member;
  std::string nick; ///< reserved (§7.10, §9.3), as enforced; empty: none
  std::string reason;

  bool operator==(const member&) const = default;
};

/// The affiliations of a room, XEP-0045 §5.2, in the order of JIDs. A large
/// room has tens of thousands: each is one piece of memory and a pointer to it.
class members {
public:
  static constexpr std::size_t most_nick = 256;   // bytes
  static constexpr std::size_t most_reason = 256; // bytes

  /// One of them, read in place: until it is changed.
  struct entry {
    std::string_view jid;
    muc::affiliation affiliation = muc::affiliation::none;
    std::string_view nick;
    std::string_view reason;

    member unpack() const;
  };

  /// What anybody is to the room, by any of his JIDs. Bans hold for a whole
  /// domain, where its user has no affiliation of his own (§9.2).
  affiliation of(const xml::jid& who) const;
  /// The entry of a bare JID or a domain itself.
  std::optional<entry> find(std::string_view bare) const;
  /// Who has reserved a nick; nicks are compared as they were enforced.
  std::optional<entry> owner_of(std::string_view nick) const;
  /// Whether he is an owner, and the only one (§10.2).
  bool is_last_owner(std::string_view bare) const;

  /// Adds or replaces; `none` takes away. An outcast has no nick (§9.1), and he
  /// alone a reason, of which the beginning is kept; a nick too long is none.
  /// The error is `conflict` where another has reserved the nick (§7.10); then
  /// nothing is changed.
  std::optional<xml::condition> put(const member& m);
  void erase(std::string_view bare);
  /// Takes all at once, instead of what there was. Of two with one JID or one
  /// nick the second has none.
  void load(const std::vector<member>& all);
  void clear() { load({}); }

  std::size_t size() const { return by_jid_.size(); }
  std::size_t count(affiliation x) const {
    return counts_[static_cast<std::size_t>(x)];
  }
  /// Calls `f` with each entry of that affiliation.
  /// @pre `f` changes nothing here
  template <class F>
  void each(affiliation x, F f) const {
    auto left = count(x);
    for (auto at = by_jid_.begin(); left > 0; ++at)
      if (auto e = unpacked(at->get()); e.affiliation == x) {
        f(e);
        --left;
      }
  }
  template <class F>
  void each(F f) const {
    for (const auto& x : by_jid_)
      f(unpacked(x.get()));
  }

private:
  using record = std::unique_ptr<char[]>;

  static record packed(const member& m, std::string_view nick);
  static entry unpacked(const char* bytes);

  std::size_t place_of(std::string_view bare) const;
  bool is_at(std::size_t place, std::string_view bare) const;
  std::vector<const char*>::const_iterator
  place_of_nick(std::string_view nick) const;
  void count_in(const entry& x);
  void take_out(const entry& x);

  std::vector<record> by_jid_;
  std::vector<const char*> by_nick_; // of those with a nick
  std::array<std::size_t, affiliations> counts_{};
};

/// `<item/>` of muc#admin as results and the store have it (§9.5).
xml::element to_element(const members::entry& x);
/// The inverse; nothing where it is none of these.
std::optional<member> read_member(const xml::element& item);

} // namespace troupe::muc
