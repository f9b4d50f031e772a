// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/user/subscription.hpp"
#include "xml/jid.hpp"

namespace troupe::user {

/// A roster item, RFC 6121 §2.1.2.
struct contact {
  xml::jid jid; ///< bare
  std::string name;
  std::vector<std::string> groups;
  subscription state;        ///< but for `pending_in`, which the list knows
  std::uint64_t changed = 0; ///< the roster version that it came with

  bool operator==(const contact&) const = default;
};

/// Contacts in the order of their JIDs, all in one piece of memory: in a large
/// server most accounts are idle, and their rosters are most of what they have.
class contact_table {
public:
  /// One of them, read in place: until the table changes.
  struct entry {
    std::string_view jid;
    std::string_view name;
    subscription state;
    std::uint64_t changed = 0;
    std::string_view packed_groups;

    xml::jid address() const;
    /// Calls `f` with each group.
    template <class F>
    void each_group(F f) const {
      for (auto rest = packed_groups; !rest.empty();)
        f(next_group(rest));
    }
    contact unpack() const;

  private:
    static std::string_view next_group(std::string_view& rest);
  };

  class iterator {
  public:
    iterator(const contact_table& table, std::size_t at)
        : table_(&table), at_(at) {}
    entry operator*() const { return (*table_)[at_]; }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const iterator& other) const { return at_ == other.at_; }

  private:
    const contact_table* table_;
    std::size_t at_;
  };

  std::size_t size() const { return begins_.size(); }
  bool empty() const { return begins_.empty(); }
  /// Bytes that it holds.
  std::size_t memory() const {
    return bytes_.capacity() + begins_.capacity() * sizeof(begins_[0]);
  }
  entry operator[](std::size_t i) const;
  iterator begin() const { return {*this, 0}; }
  iterator end() const { return {*this, size()}; }
  std::optional<entry> find(std::string_view bare) const;

  /// Adds or replaces.
  void put(const contact& c);
  void erase(std::string_view bare);
  void clear();
  /// Gives back the memory that further contacts would take.
  void shrink();

  bool operator==(const contact_table&) const = default;

private:
  std::size_t place_of(std::string_view bare) const;
  bool is_at(std::size_t place, std::string_view bare) const;
  std::string_view bytes_at(std::size_t i) const;
  void replace(std::size_t place, std::size_t entries, std::string_view bytes);

  std::string bytes_;
  std::vector<std::uint32_t> begins_; // of each in `bytes_`
};

} // namespace troupe::user
