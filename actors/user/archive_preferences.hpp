// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "xml/element.hpp"
#include "xml/errors.hpp"
#include "xml/jid.hpp"

namespace troupe::user {

namespace ns {
inline constexpr std::string_view archive = "urn:xmpp:mam:2";
}

/// Whose messages an account has archived: Archiving Preferences, XEP-0441.
class archive_preferences {
public:
  enum class policy : std::uint8_t { always, roster, never };

  /// `always`, `roster` or `never`; anything else is as `always`.
  explicit archive_preferences(std::string_view otherwise = "always");

  /// Reads a `<prefs/>`. The error is `bad-request` where its `default` is
  /// missing or unknown, `jid-malformed` for an entry that is no JID.
  static boost::system::result<archive_preferences, xml::stanza_error>
  read(const xml::element& prefs);
  xml::element to_element() const;

  /// Whether messages to and from `who` are archived (§2.3): a list's full JID
  /// stands for itself, a bare one for all its resources; `never` wins. `knows`
  /// is asked whether a bare JID is in the roster.
  bool archives(const xml::jid& who,
                const std::function<bool(const xml::jid&)>& knows) const;

private:
  using jids = std::set<std::string, std::less<>>;

  policy otherwise_ = policy::always;
  jids always_;
  jids never_;
};

} // namespace troupe::user
