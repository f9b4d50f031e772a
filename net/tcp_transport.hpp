// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/ip/tcp.hpp>

#include "net/transport.hpp"
#include "net/turn.hpp"

namespace troupe::net {

class tls_context;

/// Yields the TLS settings in force at the time of a handshake.
using tls_source = std::function<std::shared_ptr<const tls_context>()>;

/// A transport over a connected socket. Plain until `start_tls`; with
/// `direct_tls` the handshake begins at once (XEP-0368, ALPN `xmpp-client`).
/// TLS runs over memory BIOs with the loop's shared buffers, so that an idle
/// connection holds none (`SSL_MODE_RELEASE_BUFFERS`). Reading: `async_wait`
/// and a non-blocking read into the thread's 64 KiB buffer.
/// To be made, used and destroyed on the thread of the socket's loop, and
/// destroyed before the loop.
std::unique_ptr<transport> make_tcp_transport(boost::asio::ip::tcp::socket s,
                                              turn& loop_turn, tls_source tls,
                                              bool direct_tls);

} // namespace troupe::net
