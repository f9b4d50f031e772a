// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "actors/muc/room_context.hpp"
#include "actors/muc/room_presence.hpp"
#include "actors/part/archive_expiry.hpp"
#include "actors/part/archive_reader.hpp"

namespace troupe::muc {

/// The map of a room's owner that tells which messages were taken back.
inline constexpr const char* retracted_map = "retracted";

/// What somebody may read of an archive now.
struct archive_rights {
  bool may_read = false;
  bool sees_jids = false; ///< real ones
};

/// The archive of a room: XEP-0313 §6.1.2 with full-text search (XEP-0431).
/// The log "archive": id and stanza-id are the trace of a message, peer is the
/// bare JID of who said it. With a message lies an `<x/>` of muc#user that has
/// his real address, which only some see.
///
/// A message that was retracted (XEP-0425 §4) stays in the log, in its place;
/// the map "retracted" has by its id what is shown instead. Of these there are
/// so many: a message that was retracted long ago goes out of the log, too.
class room_archive : part::archive_reader::port {
public:
  static constexpr std::size_t most_retracted = 10'000;

  using rights_of = std::function<archive_rights(const xml::jid& real)>;

  /// `ask` is asked again before a page is handed over; without it, who might
  /// ask once may read on.
  explicit room_archive(room_context& context, rights_of ask = {});
  room_archive(const room_archive&) = delete;
  room_archive& operator=(const room_archive&) = delete;

  /// Writes what was said to all, if it is of the kind. `real` is who said it,
  /// empty for the room itself; `as` what he was then.
  void keep(const xml::stanza& said, const xml::jid& real, standing as);
  /// Answers a request of XEP-0313; false where it is none. Whether he may ask
  /// at all is for the room to say.
  bool take(const xml::stanza& iq, const xml::element& payload, bool sees_jids);
  /// The message of an entry as all got it; nothing where it was retracted.
  std::optional<xml::stanza> said(const persistence::log_entry& entry) const;

  /// Shows `tombstone` instead of what the message says.
  /// @pre the message is in the archive
  void retract(const std::string& id, const xml::element& tombstone);
  bool is_retracted(std::string_view id) const;
  std::size_t retracted() const { return retracted_.size(); }

  /// The map "retracted".
  void load(const persistence::map_entries& retracted);
  /// The room is no more: who waits for an answer is told so.
  void clear();

private:
  using asker = part::archive_reader::asker;
  struct reader {
    xml::jid address;
    bool sees_jids = false;
  };

  void query(const xml::stanza& iq, const xml::element& payload,
             bool sees_jids);
  void metadata(const xml::stanza& iq);
  void forget_old();
  bool may_still_read(asker who) const;
  asker asker_for(const xml::stanza& iq, bool sees_jids);

  // part::archive_reader::port
  const xml::jid* address_of(asker who) const override;
  std::optional<xml::element> shown(asker who, const part::archive_query& query,
                                    const persistence::log_entry& entry,
                                    xml::element message) override;
  void hand_over(asker who, std::vector<xml::stanza> page, xml::stanza answer,
                 std::function<void(bool)> then) override;
  void finished(asker who) override { readers_.erase(who); }

  room_context& context_;
  rights_of ask_;
  part::archive_reader reader_;
  part::archive_expiry expiry_;
  std::map<asker, reader> readers_; ///< those who wait for an answer
  asker last_asker_ = 0;
  std::map<std::string, std::string, std::less<>> retracted_;
  std::size_t look_at_ = 64;  ///< the size to look for old ones at
  std::uint64_t cleared_ = 0; ///< how often
};

} // namespace troupe::muc
