// SPDX-License-Identifier: Apache-2.0
#include "actors/part/specifications.hpp"

#include <vector>

namespace troupe::part {

namespace {

card spoken_by(std::string where, std::string title, std::string xep,
               std::string version) {
  return {.name = std::move(where),
          .title = std::move(title),
          .xep = std::move(xep),
          .version = std::move(version)};
}

card partly(card c) {
  c.partial = true;
  return c;
}

} // namespace

std::span<const rfc> core_rfcs() {
  static const std::vector<rfc> all = {
      {5802, "Salted Challenge Response Authentication Mechanism (SCRAM)"},
      {5929, "Channel Bindings for TLS"},
      {6120, "Extensible Messaging and Presence Protocol (XMPP): Core"},
      {6121, "XMPP: Instant Messaging and Presence"},
      {7590, "Use of Transport Layer Security (TLS) in XMPP"},
      {7622, "XMPP: Address Format"},
      {7677, "SCRAM-SHA-256 and SCRAM-SHA-256-PLUS"},
      {9266, "Channel Bindings for TLS 1.3"},
  };
  return all;
}

std::span<const card> core_specifications() {
  static const std::vector<card> all = {
      // Without pages by index.
      spoken_by("part/data_form", "Data Forms", "0004", "2.13.2"),
      spoken_by("muc", "Multi-User Chat", "0045", "1.35.5"),
      spoken_by("part/result_set", "Result Set Management", "0059", "1.0"),
      spoken_by("part/timestamp", "XMPP Date and Time Profiles", "0082",
                "1.1.1"),
      spoken_by("host/contact", "Service Discovery Extensions", "0128",
                "1.0.1"),
      // The commands on accounts and their sessions, and announcements;
      // docs/troupectl.md has the list.
      partly(spoken_by("host/ad_hoc_commands", "Service Administration", "0133",
                       "1.3.1")),
      spoken_by("session", "Recommended Order of Stream Feature Negotiation",
                "0170", "1.0"),
      spoken_by("session/stream_management", "Stream Management", "0198",
                "1.6.2"),
      spoken_by("user/offline", "Delayed Delivery", "0203", "2.0"),
      spoken_by("user/roster", "Roster Versioning", "0237", "1.3"),
      spoken_by("part/message_rules", "Message Processing Hints", "0334",
                "1.0.0"),
      spoken_by("user/client_state", "Client State Indication", "0352",
                "1.0.0"),
      spoken_by("user/carbons", "Stanza Forwarding", "0297", "1.0"),
      spoken_by("muc/hats", "Hats", "0317", "0.3.1"),
      spoken_by("part/stanza_id", "Unique and Stable Stanza IDs", "0359",
                "0.7.0"),
      spoken_by("session", "SRV records for XMPP over TLS", "0368", "1.1.0"),
      spoken_by("user/blocking", "Blocking Command Reports", "0377", "0.4.1"),
      // Archived, and so told; no tombstones.
      partly(spoken_by("part/message_rules", "Message Retraction", "0424",
                       "0.4.2")),
      spoken_by("muc/room_disco", "MUC Self-Ping", "0410", "1.1.0"),
      spoken_by("muc/room_presence",
                "Occupant identifiers for semi-anonymous"
                " MUCs",
                "0421", "1.0.1"),
      spoken_by("muc/moderation", "Moderated Message Retraction", "0425",
                "0.3.0"),
      spoken_by("part/archive_query", "Full Text Search in MAM", "0431",
                "0.2.0"),
      spoken_by("session", "SASL Channel-Binding Type Capability", "0440",
                "1.0.0"),
      spoken_by("user/archive_preferences",
                "Message Archive Management Preferences", "0441", "0.2.0"),
      spoken_by("session", "Stream Limits Advertisement", "0478", "0.2.0"),
      spoken_by("muc/room_avatar", "MUC Avatars", "0486", "0.1.0"),
      spoken_by("muc/speech_limits", "MUC Slow Mode", "0500", "0.1.1"),
      spoken_by("muc/room_activity", "MUC Activity Indicator", "0502", "0.1.0"),
  };
  return all;
}

} // namespace troupe::part
