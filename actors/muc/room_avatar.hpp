// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/muc/room_context.hpp"

namespace troupe::muc {

namespace ns {
inline constexpr std::string_view vcard = "vcard-temp";
inline constexpr std::string_view vcard_update = "vcard-temp:x:update";
} // namespace ns

/// The picture of a room, XEP-0486 0.1: a vCard (XEP-0054) in the document
/// "vcard", and beside it "vcard-photo" with the hashes of its photos.
class room_avatar {
public:
  explicit room_avatar(room_context& context) : context_(context) {}

  /// Answers who wants to have it (§3.4).
  void get(const xml::stanza& iq);
  /// Takes another, or none (§3.2); false where it was refused. Whether
  /// he may is for the room to say.
  bool set(const xml::stanza& iq, const xml::element& card);

  /// SHA-1 of each photo, in hexadecimal; empty where there is no picture.
  const std::vector<std::string>& hashes() const { return hashes_; }
  /// What those get who enter, for clients of before the XEP (§5.2); nothing
  /// where there is no picture.
  std::optional<xml::stanza> presence() const;

  /// The document "vcard-photo".
  void load(std::string_view stored);
  void clear() { hashes_.clear(); }

private:
  room_context& context_;
  std::vector<std::string> hashes_;
};

} // namespace troupe::muc
