// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/user/contact_table.hpp"
#include "persistence/operation.hpp"
#include "xml/stanza.hpp"

namespace troupe::user {

inline constexpr std::string_view roster_ns = "jabber:iq:roster";

/// `<item/>` as results and pushes have it.
xml::element to_element(const contact& c);
xml::element to_element(const contact_table::entry& c);

/// One account's contacts, the requests that wait for its answer, and the
/// version of the whole. Changes are made in memory and collected as store
/// operations; until `commit` they can be undone together.
///   map "roster": bare JID → <item/>;  map "pending": bare JID → <presence/>
///   document "roster-version": the version and what was removed lately
class contact_list {
public:
  /// What a client at an older version is told, in order of versions.
  struct change {
    std::uint64_t version;
    xml::element item;
  };

  explicit contact_list(std::string owner) : owner_(std::move(owner)) {}

  /// The operations whose answers `load` takes.
  persistence::transaction load_operations() const;
  /// Entries that cannot be read are left alone. `now` (in ms) begins the
  /// versions of a roster that has none, so that those of an account made anew
  /// are not taken for those of an earlier one.
  void load(const persistence::answers& stored, std::uint64_t now);

  std::optional<contact> find(const xml::jid& bare) const;
  bool contains(const xml::jid& bare) const;
  const contact_table& all() const { return contacts_; }
  const std::map<std::string, xml::stanza, std::less<>>& requests() const {
    return requests_;
  }
  subscription state_of(const xml::jid& bare) const;
  std::uint64_t version() const { return version_; }
  /// Nothing where only the whole roster will do (RFC 6121 §2.6.3).
  std::optional<std::vector<change>> since(std::string_view version) const;

  /// Adds or replaces; gives it a new version.
  contact put(contact c);
  void remove(const xml::jid& bare);
  /// Makes `next` the state of the contact, adding it where that is visible;
  /// nothing where its roster item does not look different.
  std::optional<contact> set_state(const xml::jid& bare,
                                   const subscription& next);
  /// Keeps an inbound request with all that is in it (RFC 6121 §3.1.3).
  void keep_request(const xml::jid& bare, const xml::stanza& request);

  /// What was changed since the last `commit` or `undo`, for the store.
  persistence::transaction take_operations();
  void commit();
  void undo();
  /// Forgets all, in memory only.
  void clear();

private:
  struct removal {
    std::uint64_t version;
    std::string jid;
  };
  struct numbers {
    std::uint64_t version = 0;
    std::uint64_t oldest = 0;
    std::vector<removal> removed;
  };
  /// What was changed, and how it was before.
  struct edits {
    persistence::transaction operations;
    std::map<std::string, std::optional<contact>> contacts;
    std::map<std::string, std::optional<xml::stanza>> requests;
    std::optional<numbers> before;
  };

  edits& changing();

  void read_versions(std::string_view blob);
  std::string versions() const;
  void drop_request(const std::string& key);
  void remember(const std::string& key);
  void remember_numbers();

  std::string owner_;
  contact_table contacts_;
  std::map<std::string, xml::stanza, std::less<>> requests_;
  std::uint64_t version_ = 0;
  std::uint64_t oldest_ = 0;     ///< from here on `since` can tell
  std::vector<removal> removed_; // at most `history`
  std::unique_ptr<edits> edits_; // none since the last `commit` or `undo`
};

} // namespace troupe::user
