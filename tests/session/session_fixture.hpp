// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/memory_transport.hpp"
#include "tests/support/actor_fixture.hpp"

namespace troupe::session::test {

inline constexpr std::string_view header
    = "<stream:stream xmlns='jabber:client' to='localhost' version='1.0' "
      "xmlns:stream='http://etherx.jabber.org/streams'>";
inline constexpr std::string_view bind_request
    = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
      "<resource>orchard</resource></bind></iq>";

/// `<auth/>` with PLAIN for romeo; the password that is right is "secret".
std::string plain_auth(std::string_view password = "secret");
std::string message(std::string_view id, std::string_view body = "Hello");

/// A session between a memory transport and probes of its neighbours, which
/// let romeo in and say nothing more.
struct session_fixture : support::actor_fixture {
  session_fixture();

  /// A new stream; `config` is what it goes by.
  void connect(net::memory_settings settings = {});
  /// The same over TLS, up to a bound resource and with all of it read.
  void log_in(net::memory_settings settings = {});
  /// Sends, and what has been answered.
  std::string say(std::string_view text);
  /// What the server has written, as often as its socket's buffer empties.
  std::string take_all();
  /// Sends a stanza to the session, as the user actor does.
  void deliver(const xml::stanza& x);
  bool is_paused() const { return peer->is_paused(); }
  bool is_closed() const { return peer->is_closed(); }
  /// The session actor has ended.
  bool is_gone() const { return *gone_; }
  std::string describe();

  /// The next stanza at the user actor.
  xml::stanza next_outbound();
  /// What the user actor got when the session left, and nothing else.
  struct farewell {
    std::vector<std::uint64_t> sessions; ///< that were told to have ended
    std::vector<std::string> unsent;     ///< ids, sorted
  };
  farewell take_farewell();

  config::server_config config;
  support::probe<actors::registry_actor> registry{*this};
  support::probe<actors::auth_actor> auth{*this};
  support::probe<actors::user_actor> user{*this};
  std::shared_ptr<net::memory_peer> peer;
  actors::session_actor session;

private:
  std::shared_ptr<bool> gone_ = std::make_shared<bool>(false);
};

/// The session of `session_fixture` has told of its end, once.
inline const std::vector<std::uint64_t> only_seven{7};
using ids = std::vector<std::string>;

/// An outgoing message to romeo.
xml::stanza incoming(std::string_view id, std::size_t body_size = 1);

/// Whether `text` ends the stream with that condition.
bool ends_with_error(std::string_view text, std::string_view condition);
/// Whether it holds a stanza error of that condition.
bool has_stanza_error(std::string_view text, std::string_view condition);

} // namespace troupe::session::test
