// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "persistence/store.hpp"
#include "xml/element.hpp"
#include "xml/errors.hpp"

namespace troupe::muc {

namespace ns {
inline constexpr std::string_view hats = "urn:xmpp:hats:0";
}

/// A hat, XEP-0317 §3.1: what the people of a room call a task of somebody.
struct hat {
  std::string uri;
  std::string title;
  std::string hue; ///< an angle as text; empty: any colour

  bool operator==(const hat&) const = default;
};

/// The hats of a room, and who wears which, by bare JID.
class hats {
public:
  static constexpr std::size_t most_hats = 100;
  static constexpr std::size_t most_wearers = 10'000;
  static constexpr std::size_t most_on_one = 16;

  /// Makes one, or gives that of its URI another title and hue (§3.2). The
  /// error is `not-acceptable` for a bad value, `resource-constraint` where
  /// there are too many.
  std::optional<xml::stanza_error> put(hat x);
  /// Takes one from the list, and from all who wear it (§3.3); false where
  /// there is none.
  bool remove(std::string_view uri);
  /// Who wears it, as bare JIDs.
  std::vector<std::string> wearers(std::string_view uri) const;

  /// Gives one to somebody (§3.5): `item-not-found` where there is none,
  /// `resource-constraint` for too many.
  std::optional<xml::stanza_error> give(std::string_view bare,
                                        std::string_view uri);
  /// Takes it away (§3.6); false where he has it not.
  bool take(std::string_view bare, std::string_view uri);

  /// What his presence has (§3.1); nothing where he wears none.
  std::optional<xml::element> worn_by(std::string_view bare) const;
  /// Another for each other list of hats (§2).
  std::string hash() const;

  using list = std::map<std::string, hat, std::less<>>;
  using people
      = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;
  const list& all() const { return all_; }
  const people& worn() const { return worn_; }

  /// The maps "hats" and "hat-wearers", and back: an entry for the store, empty
  /// where it is to be removed.
  void load(const persistence::map_entries& hats,
            const persistence::map_entries& wearers);
  std::string stored_hat(std::string_view uri) const;
  std::string stored_wearer(std::string_view bare) const;
  void clear();

private:
  list all_;
  people worn_;
};

} // namespace troupe::muc
